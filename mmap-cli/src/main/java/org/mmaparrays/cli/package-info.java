/** The command line tool: its main class, and the table of its commands. */
@NullMarked
package org.mmaparrays.cli;

import org.jspecify.annotations.NullMarked;
