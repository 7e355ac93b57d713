/**
 * Computations on arrays larger than memory.
 *
 * <p>Every kernel reads an array once, in tiles that fit the second-level cache, on as many threads as {@link
 * org.mmaparrays.compute.Workers} says. What is kept on the Java heap depends on the number of columns and never on the
 * number of rows. The result does not depend on the number of threads: an array is cut into blocks by its shape and
 * strides alone, and the blocks' results are merged in their order.
 *
 * <p>The columns of an array of two axes are what its second axis counts; of more axes, all positions of the trailing
 * axes in row-major order; an array of one axis or none is one column.
 */
@NullMarked
package org.mmaparrays.compute;

import org.jspecify.annotations.NullMarked;
