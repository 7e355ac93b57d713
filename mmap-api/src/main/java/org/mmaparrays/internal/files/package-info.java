/**
 * Names, opens and compares files: those of arrays, and the small ones that the library keeps beside them.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.files;

import org.jspecify.annotations.NullMarked;
