/** Progress of long work, shown on terminals. */
@NullMarked
package org.mmaparrays.cli.progress;

import org.jspecify.annotations.NullMarked;
