package org.mmaparrays;

import java.io.IOException;
import org.mmaparrays.internal.files.CrashPoints;

/** Commits of which tests of other packages see each step. */
public final class CommitSteps {
  private CommitSteps() {}

  /** Commits private changes. */
  public static void commit(StoredArray array, CrashPoints steps) throws IOException {
    ((MappedArray) array).commit(steps);
  }
}
