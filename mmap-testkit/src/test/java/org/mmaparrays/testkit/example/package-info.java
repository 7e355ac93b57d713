/** The worked example of a plugin: a store for grey images, and its certification. */
@NullMarked
package org.mmaparrays.testkit.example;

import org.jspecify.annotations.NullMarked;
