package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.benchmarks.support.ExitHook;

/** A control group, of version 1 or 2, that limits the memory of its processes, page cache included. */
public final class MemoryGroup implements AutoCloseable {
  private static final Path CONTROLLERS = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "mmap-bench-";
  private static final int ATTEMPTS = 100;
  private static final long PAUSE_NANOS = 20_000_000;

  private final Path folder;
  private final ExitHook removeOnExit = new ExitHook("control group", this::removeQuietly);

  private MemoryGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes one.
   *
   * @throws NotPermittedException if that is not possible here
   */
  public static MemoryGroup make(long bytes) throws IOException {
    boolean first = Files.isDirectory(CONTROLLERS.resolve("memory"));
    Path parent = first ? CONTROLLERS.resolve("memory") : CONTROLLERS;
    removeLeftovers(parent);
    MemoryGroup group = new MemoryGroup(parent.resolve(PREFIX + ProcessHandle.current().pid()));
    try {
      Files.createDirectory(group.folder);
      group.removeOnExit.install();
      String limit = first ? "memory.limit_in_bytes" : "memory.max";
      Files.writeString(group.folder.resolve(limit), Long.toString(bytes));
      return group;
    } catch (IOException e) {
      group.close();
      throw new NotPermittedException(e);
    }
  }

  /** Removes groups of runs that were killed. */
  private static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path group : groups) {
        long owner = Long.parseLong(group.getFileName().toString().substring(PREFIX.length()));
        if (ProcessHandle.of(owner).isEmpty()) {
          new MemoryGroup(group).removeQuietly();
        }
      }
    }
  }

  /** Returns the command that runs another one in this group. */
  public List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>(
        List.of("/bin/sh", "-c", "echo $$ > \"$0\" && exec \"$@\"",
            folder.resolve("cgroup.procs").toString()));
    wrapped.addAll(command);
    return wrapped;
  }

  /** Removes the group; its processes have ended. */
  @Override
  public void close() throws IOException {
    if (removeOnExit.remove()) {
      remove();
    }
  }

  private void remove() throws IOException {
    for (int attempt = 0;; attempt++) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) { // The kernel needs a moment after the last process has ended.
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void removeQuietly() {
    try {
      for (String pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
      }
      remove();
    } catch (IOException e) {
      System.err.println("bench: " + folder + " is left behind: " + e.getMessage());
    }
  }

  /** No group can be made. */
  public static final class NotPermittedException extends IOException {
    private static final long serialVersionUID = 1;

    NotPermittedException(IOException cause) {
      super(cause);
    }

    public String reason() {
      return "no control group with a limit of memory can be made here, which takes root: " + getCause();
    }
  }
}
