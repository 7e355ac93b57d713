/**
 * Calls Linux through the Foreign Function and Memory API, where native access is enabled; nothing here is needed for right results.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.linux;

import org.jspecify.annotations.NullMarked;
