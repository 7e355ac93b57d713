/**
 * The values that describe arrays, and the exceptions: shapes, element types, references, checkpoints, options.
 *
 * <p>Authors of stores and users of arrays share them; this package depends on no other.
 */
@NullMarked
package org.mmaparrays.model;

import org.jspecify.annotations.NullMarked;
