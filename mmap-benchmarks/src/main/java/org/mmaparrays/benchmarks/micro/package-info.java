/** The library's own figures, by JMH: times and allocations of single operations. */
@NullMarked
package org.mmaparrays.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
