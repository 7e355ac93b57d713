package org.mmaparrays;

/** How elements are about to be read; advice to the operating system, which changes speed and nothing else. */
public enum ReadAdvice {
  /** No particular pattern: moderate read-ahead. */
  NORMAL(0),
  /** From low to high addresses: aggressive read-ahead. */
  SEQUENTIAL(2),
  /** Here and there: no read-ahead, which would only evict what is useful. */
  RANDOM(1),
  /** Soon, all of it: start reading now. */
  WILL_NEED(3),
  /**
   * Not again soon: the pages may leave this process and the page cache, to make room for others.
   *
   * <p>Elements stay what they are; reading them again may go to the disk. Changes that are not yet on the device stay in
   * memory until they are. Does nothing in {@link OpenMode#COPY_ON_WRITE}.
   */
  DONE_WITH(4);

  private final int linuxCode;

  ReadAdvice(int linuxCode) {
    this.linuxCode = linuxCode;
  }

  /** The value of MADV_NORMAL and its kin, and of POSIX_FADV_NORMAL and its kin, on Linux. */
  int linuxCode() {
    return linuxCode;
  }

  /** Whether it describes a pattern that the system keeps for later, for which it has to tell pieces of memory apart. */
  boolean isPattern() {
    return this == NORMAL || this == SEQUENTIAL || this == RANDOM;
  }
}
