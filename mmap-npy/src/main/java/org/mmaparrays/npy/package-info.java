/**
 * NumPy's {@code .npy} files.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
@NullMarked
package org.mmaparrays.npy;

import org.jspecify.annotations.NullMarked;
