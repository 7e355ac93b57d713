package org.mmaparrays.spi;

/** A store's answer to whether a file is its own. */
public sealed interface Recognition {
  /** Yes: the content says so. Outweighs every answer by name. */
  record ByContent() implements Recognition {}

  /** Perhaps: the name says so, and nothing in the content speaks against it. */
  record ByName() implements Recognition {}

  /**
   * No.
   *
   * @param reason why, as one phrase that follows the store's name in an error: {@code the name does not end in .npy}
   */
  record Declined(String reason) implements Recognition {}

  /** Yes: the content says so. */
  static Recognition byContent() {
    return new ByContent();
  }

  /** Perhaps: the name says so. */
  static Recognition byName() {
    return new ByName();
  }

  /** Returns no, for the reason given. */
  static Recognition declined(String reason) {
    return new Declined(reason);
  }
}
