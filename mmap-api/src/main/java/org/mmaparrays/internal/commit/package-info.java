/**
 * Writes private changes into an array's own file through a journal, and finishes or undoes a commit that was interrupted.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.commit;

import org.jspecify.annotations.NullMarked;
