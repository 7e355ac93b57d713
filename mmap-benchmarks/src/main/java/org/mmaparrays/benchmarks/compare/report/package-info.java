/** The samples of a run, and the tables and documents that are made of them. */
@NullMarked
package org.mmaparrays.benchmarks.compare.report;

import org.jspecify.annotations.NullMarked;
