/**
 * Runs work on several threads: worker threads, work-stealing ranges, group commit, exit hooks.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.concurrent;

import org.jspecify.annotations.NullMarked;
