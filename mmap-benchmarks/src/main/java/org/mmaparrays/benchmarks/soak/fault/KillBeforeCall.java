package org.mmaparrays.benchmarks.soak.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mmaparrays.benchmarks.soak.process.Child;

/**
 * Lets the system kill a child before one of its calls that change files or make them durable. Time alone hardly ever hits the
 * moments between two renames that follow each other at once.
 *
 * <p>Calls are counted in each thread of its own. Not by {@code --seccomp-bpf}, with which strace 6.1 sends a signal only if the
 * first call is meant.
 */
public final class KillBeforeCall implements AutoCloseable {
  /**
   * Calls that have the same effect.
   *
   * @param names as strace has them
   * @param most the greatest number of the call, in its thread, before which a child is killed
   */
  private record Calls(String names, int most) {}

  private static final Calls RENAMES = new Calls("?rename,?renameat,?renameat2,?link,?linkat", 5);
  private static final Calls REMOVALS = new Calls("?unlink,?unlinkat,?rmdir", 5);
  private static final Calls WRITES = new Calls("?mkdir,pwrite64,ftruncate,fsync,fdatasync,msync", 24);

  /** Renames are few, and the moments around them the most delicate ones. */
  private static final List<Calls> CHOICES = List.of(RENAMES, RENAMES, REMOVALS, WRITES);

  private static final int CODE = 128 + 9;

  private final Process tracer;

  private KillBeforeCall(Process tracer) {
    this.tracer = tracer;
  }

  private static final class Missing {
    static final Optional<String> REASON = find();

    private static Optional<String> find() {
      Optional<String> missing = InjectedFaults.missing();
      if (missing.isPresent()) {
        return missing;
      }
      try {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
          Process tracer = attach(List.of(), other.pid());
          tracer.destroyForcibly();
          return Optional.empty();
        } finally {
          other.destroyForcibly();
        }
      } catch (IOException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Returns why it is not possible here; empty if it is. */
  public static Optional<String> missing() {
    return Missing.REASON;
  }

  /** Arranges that a child is killed before one of its next calls. The child may end, or not come to such a call. */
  static KillBeforeCall of(Child child, Random random) throws IOException {
    return new KillBeforeCall(attach(injection(random), child.pid()));
  }

  /** Returns the program under which a child is killed before one of its first calls; it may end before that. */
  static List<String> under(Random random) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    command.addAll(injection(random));
    return command;
  }

  private static List<String> injection(Random random) {
    Calls calls = CHOICES.get(random.nextInt(CHOICES.size()));
    int number = 1 + random.nextInt(calls.most);
    return List.of("-e", "signal=none", "-e", "trace=" + calls.names, "-e",
        "inject=" + calls.names + ":signal=KILL:when=" + number);
  }

  /** Traces a process from now on; a process that has ended cannot be traced, nor need it be. */
  private static Process attach(List<String> options, long pid) throws IOException {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
    command.addAll(options);
    command.addAll(List.of("-p", Long.toString(pid)));
    Process tracer = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(tracer.getInputStream(), StandardCharsets.UTF_8));
    String first = String.valueOf(lines.readLine());
    if (!first.contains("attached") && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      tracer.destroyForcibly();
      throw new IOException("strace cannot attach to a process: " + first);
    }
    // It names each thread that starts, and must not wait for a reader of that.
    Thread.ofPlatform().daemon().name("strace's pipe").start(() -> drain(lines));
    return tracer;
  }

  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // Its end does not matter.
      }
    } catch (IOException closed) {
      // With the tracer.
    }
  }

  /** Returns whether a child that has ended was killed. */
  static boolean hasKilled(Child child) {
    return child.code() == CODE;
  }

  @Override
  public void close() {
    tracer.destroyForcibly();
  }
}
