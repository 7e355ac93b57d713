package org.mmaparrays.model;

/** Advice to the operating system about the next reads of elements; it changes speed and nothing else. */
public enum ReadAdvice {
  /** No particular pattern: moderate read-ahead. */
  NORMAL,
  /** From low to high addresses: aggressive read-ahead. */
  SEQUENTIAL,
  /** In random order: no read-ahead, which would only evict useful pages. */
  RANDOM,
  /** Soon, all of it: start reading now. */
  WILL_NEED,
  /**
   * Not again soon: the pages may leave this process and the page cache, to make room for others.
   *
   * <p>Elements keep their values; reading them again may go to the disk. Changes that are not yet on the device stay in
   * memory until they are. Does nothing in {@link OpenMode#COPY_ON_WRITE}.
   */
  DONE_WITH;

  /** Returns whether it is a pattern that the system keeps until it gets another one, rather than a request. */
  public boolean isPattern() {
    return this == NORMAL || this == SEQUENTIAL || this == RANDOM;
  }
}
