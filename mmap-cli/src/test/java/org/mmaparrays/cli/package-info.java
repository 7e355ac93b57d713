/** Tests of the command line tool: in this process, and as a process of its own. */
@NullMarked
package org.mmaparrays.cli;

import org.jspecify.annotations.NullMarked;
