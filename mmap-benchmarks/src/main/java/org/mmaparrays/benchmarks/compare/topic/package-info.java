/** The workloads of the tables, topic by topic, each with its tasks of our side. */
@NullMarked
package org.mmaparrays.benchmarks.compare.topic;

import org.jspecify.annotations.NullMarked;
