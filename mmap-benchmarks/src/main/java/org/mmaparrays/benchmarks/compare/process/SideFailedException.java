package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;

/** A side ended before it had answered. */
public final class SideFailedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean killed;

  public SideFailedException(String how, boolean killed) {
    super(how);
    this.killed = killed;
  }

  /** Returns whether it was killed, as one is that needs more memory than it may have. */
  public boolean isKilled() {
    return killed;
  }
}
