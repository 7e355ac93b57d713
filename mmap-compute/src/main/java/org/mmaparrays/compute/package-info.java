/**
 * Computations on arrays larger than memory.
 *
 * <p>Every kernel reads an array once, in tiles that fit the second-level cache, on as many threads as {@link
 * org.mmaparrays.compute.Workers} says. The memory on the Java heap depends on the number of columns and never on the
 * number of rows. The result does not depend on the number of threads: an array is cut into blocks by its shape and
 * strides alone, and the blocks' results are merged in their order.
 *
 * <p>With {@code --add-modules jdk.incubator.vector} the loops of the Vector API take over, if they prove faster, once 4 GiB
 * have been computed: their cost at first would slow down a single pass. The system property {@code mmap.vectors.after}
 * is another number of bytes. Every result is the same, bit by bit, with them and without.
 *
 * <p>The columns of an array of two axes are the indices of its second axis; of more axes, all positions of the trailing
 * axes in row-major order; an array of one axis or none is one column.
 */
@NullMarked
package org.mmaparrays.compute;

import org.jspecify.annotations.NullMarked;
