/**
 * The conformance kit.
 *
 * <p>Extend {@link org.mmaparrays.testkit.ArrayStoreConformance} in a test of your store; every rule of the contract is
 * then a test of yours.
 */
@NullMarked
package org.mmaparrays.testkit;

import org.jspecify.annotations.NullMarked;
