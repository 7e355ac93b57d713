/** Raw binary arrays with a JSON sidecar. */
@NullMarked
package org.mmaparrays.raw;

import org.jspecify.annotations.NullMarked;
