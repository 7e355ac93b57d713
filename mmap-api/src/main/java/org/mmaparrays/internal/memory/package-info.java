/**
 * Describes strided elements in memory and the right to touch them, and copies between layouts.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.memory;

import org.jspecify.annotations.NullMarked;
