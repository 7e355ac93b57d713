package org.mmaparrays;

/** How an array is about to be read; advice to the operating system, which changes speed and nothing else. */
public enum ReadAdvice {
  /** No particular pattern: moderate read-ahead. */
  NORMAL(0),
  /** From low to high addresses: aggressive read-ahead. */
  SEQUENTIAL(2),
  /** Here and there: no read-ahead, which would only evict what is useful. */
  RANDOM(1),
  /** Soon, all of it: start reading now. */
  WILL_NEED(3);

  private final int posixCode;

  ReadAdvice(int posixCode) {
    this.posixCode = posixCode;
  }

  /** The value of POSIX_MADV_NORMAL and its kin on Linux. */
  int posixCode() {
    return posixCode;
  }
}
