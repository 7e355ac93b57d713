/** Tests of standard output and standard error. */
@NullMarked
package org.mmaparrays.cli.output;

import org.jspecify.annotations.NullMarked;
