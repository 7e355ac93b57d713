package org.mmaparrays.benchmarks.compare;

import java.io.IOException;

/** A side ended before it had answered. */
final class SideFailedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean killed;

  SideFailedException(String how, boolean killed) {
    super(how);
    this.killed = killed;
  }

  /** Whether it was killed, as one is that needs more memory than it may have. */
  boolean isKilled() {
    return killed;
  }
}
