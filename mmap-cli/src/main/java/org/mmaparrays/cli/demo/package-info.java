/**
 * {@code mmap demo}: a small machine-learning pipeline on arrays larger than memory, through the public API alone.
 *
 * <p>Images are read in order and their features written to a new array, flushed now and then; statistics of the
 * features are read, and the features normalised in place; a classifier is trained on them, reading them again and again
 * in shuffled windows. The workers of each stage are threads over one mapping. Nothing on the Java heap grows with the
 * number of rows.
 */
@NullMarked
package org.mmaparrays.cli.demo;

import org.jspecify.annotations.NullMarked;
