/**
 * Creates, replaces and adds arrays: staged beside their place, published in one step, tidied up after a crash.
 *
 * <p>Not exported: no other module sees it.
 */
@NullMarked
package org.mmaparrays.internal.publication;

import org.jspecify.annotations.NullMarked;
