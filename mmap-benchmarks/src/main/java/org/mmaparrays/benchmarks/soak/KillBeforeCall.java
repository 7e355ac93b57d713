package org.mmaparrays.benchmarks.soak;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Has the system kill a child before one of its calls that change files or make them durable. Time alone hardly ever hits the
 * moments between two renames that follow each other at once.
 */
final class KillBeforeCall {
  private static final String CALLS =
      "?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,?link,?linkat,?mkdir,fsync,fdatasync,msync,pwrite64,ftruncate";

  private static final int CODE = 128 + 9;

  private KillBeforeCall() {}

  private static final class Missing {
    static final Optional<String> REASON = InjectedFaults.missing();
  }

  /** Returns why it is not possible here; empty if it is. */
  static Optional<String> missing() {
    return Missing.REASON;
  }

  /** Returns the program under which a child is killed before one of its first calls; it may end before that. */
  static List<String> under(Random random, int mostCalls) {
    int number = 1 + random.nextInt(mostCalls);
    return List.of("strace", "-f", "-qq", "--seccomp-bpf", "-e", "signal=none", "-e", "trace=" + CALLS, "-e",
        "inject=" + CALLS + ":signal=KILL:when=" + number, "-o", "/dev/null");
  }

  /** Returns whether a child that has ended was killed. */
  static boolean hasKilled(Child child) {
    return child.code() == CODE;
  }
}
