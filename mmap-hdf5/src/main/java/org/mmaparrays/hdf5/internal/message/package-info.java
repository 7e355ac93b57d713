/** Object headers and their messages, and the superblock that leads to them. */
@NullMarked
package org.mmaparrays.hdf5.internal.message;

import org.jspecify.annotations.NullMarked;
