/** Options and parameters that several commands share, and the conversion of their text. */
@NullMarked
package org.mmaparrays.cli.options;

import org.jspecify.annotations.NullMarked;
