/** How commands say what they take from the command line. */
@NullMarked
package org.mmaparrays.cli.command;

import org.jspecify.annotations.NullMarked;
