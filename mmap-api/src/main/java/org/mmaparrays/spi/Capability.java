package org.mmaparrays.spi;

import java.util.EnumSet;
import java.util.Set;

/** The abilities of a storage format; a store declares them, and the conformance kit tests them. */
public enum Capability {
  /** Existing arrays can be changed in place. */
  WRITE,
  /** New arrays can be created; implies {@link #WRITE}. */
  CREATE,
  /** Arrays can have any element type of {@link org.mmaparrays.model.DType#all()}, in both byte orders. */
  ANY_DTYPE,
  /** Arrays can have any number of axes, from none. */
  ANY_RANK,
  /** Axes can have length zero. */
  ZERO_LENGTH,
  /** Arrays can be stored in column-major order. */
  FORTRAN_ORDER,
  /** Arrays can carry {@link org.mmaparrays.model.Attributes}. */
  ATTRIBUTES,
  /** Files that do not describe themselves can be opened with a layout that the caller declares. */
  DECLARED_LAYOUT,
  /** A file can hold several arrays, each named by a member. */
  MEMBERS,
  /**
   * Other programs lock files of the format with flock(2) while they have them open, and heed such locks. A store whose users
   * can switch such locks off leaves this out while they are off.
   */
  FLOCK,
  /** Some arrays are stored in blocks that are decoded ({@link Storage.Decoded}); these can be read only. */
  DECODED;

  /** Returns the given capabilities and all that they imply. */
  public static Set<Capability> closure(Set<Capability> declared) {
    Set<Capability> closure = EnumSet.noneOf(Capability.class);
    for (Capability capability : declared) {
      closure.add(capability);
      closure.addAll(capability.implied());
    }
    return closure;
  }

  private Set<Capability> implied() {
    return this == CREATE ? Set.of(WRITE) : Set.of();
  }
}
