package org.mmaparrays.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.mmaparrays.spi.Capability;

/**
 * One rule of the contract, as a test.
 *
 * <p>Without {@link #needs} and {@link #lacks} the rule holds for every store (MUST); otherwise it holds for stores that
 * declare, or do not declare, the capability (MUST-IF), and is reported as skipped for the others.
 */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Rule {
  /** Returns the rule's id in the specification, for example {@code READ-3}. */
  String value();

  /** Holds only for stores that declare all of these. */
  Capability[] needs() default {};

  /** Holds only for stores that declare none of these. */
  Capability[] lacks() default {};
}
