/** Stores, processes and folders that several tests use. */
@NullMarked
package org.mmaparrays.support;

import org.jspecify.annotations.NullMarked;
