/** Child processes, disks and folders. */
@NullMarked
package org.mmaparrays.benchmarks.soak.process;

import org.jspecify.annotations.NullMarked;
