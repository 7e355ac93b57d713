/**
 * Maps files, forces changes to the device, and finds the changes of private mappings.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.mapping;

import org.jspecify.annotations.NullMarked;
