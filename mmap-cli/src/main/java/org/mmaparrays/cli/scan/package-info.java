/** Passes over all elements of an array: to copy, compare, check and print them in constant memory. */
@NullMarked
package org.mmaparrays.cli.scan;

import org.jspecify.annotations.NullMarked;
