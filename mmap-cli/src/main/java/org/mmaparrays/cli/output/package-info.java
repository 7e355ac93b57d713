/** Standard output and standard error: text from outside never controls the terminal that shows it. */
@NullMarked
package org.mmaparrays.cli.output;

import org.jspecify.annotations.NullMarked;
