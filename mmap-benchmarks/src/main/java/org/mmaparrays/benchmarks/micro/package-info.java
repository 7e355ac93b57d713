/** The library's own figures, by JMH: times of single operations, and what they allocate. */
@NullMarked
package org.mmaparrays.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
