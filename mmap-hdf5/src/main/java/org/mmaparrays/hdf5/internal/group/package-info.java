/** The links of groups, in each of their three forms, and the paths through them. */
@NullMarked
package org.mmaparrays.hdf5.internal.group;

import org.jspecify.annotations.NullMarked;
