/** The command line tool: one class for each command, and what they share. */
@NullMarked
package org.mmaparrays.cli;

import org.jspecify.annotations.NullMarked;
