@NullMarked
package org.mmaparrays.compute;

import org.jspecify.annotations.NullMarked;
