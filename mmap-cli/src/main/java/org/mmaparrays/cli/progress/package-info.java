/** Progress of long work, shown where somebody sees it. */
@NullMarked
package org.mmaparrays.cli.progress;

import org.jspecify.annotations.NullMarked;
