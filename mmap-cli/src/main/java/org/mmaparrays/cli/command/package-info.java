/** The base of all commands: their arguments, and the way that their failures are reported. */
@NullMarked
package org.mmaparrays.cli.command;

import org.jspecify.annotations.NullMarked;
