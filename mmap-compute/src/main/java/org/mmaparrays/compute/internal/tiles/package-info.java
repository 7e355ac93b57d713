/** Elements of views as the loops take them: in place, or tile by tile through buffers, converted to float64. */
@NullMarked
package org.mmaparrays.compute.internal.tiles;

import org.jspecify.annotations.NullMarked;
