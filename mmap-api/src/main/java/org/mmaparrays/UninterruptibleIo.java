package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Runs file operations that must not stop half-way because somebody interrupts the caller.
 *
 * <p>An interrupt closes any file channel that a thread is using. A thread that nobody knows cannot be interrupted; the
 * caller waits for it and keeps its own interrupt for later.
 */
final class UninterruptibleIo {
  private UninterruptibleIo() {}

  /** File operations. */
  interface Task {
    void run() throws IOException;
  }

  /** File operations with a result. */
  interface Call<T> {
    T call() throws IOException;
  }

  static void run(Task task) throws IOException {
    call(() -> {
      task.run();
      return true;
    });
  }

  /** The same on a file, which failures then name. */
  static void run(Path file, Task task) throws IOException {
    FileFault.named(file, () -> {
      run(task);
      return true;
    });
  }

  static <T> T call(Call<T> call) throws IOException {
    FutureTask<T> future = new FutureTask<>(call::call);
    Thread.ofPlatform().daemon().name("mmap-arrays-files").start(future);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw withCaller(failed);
        case RuntimeException failed -> throw withCaller(failed);
        case Error failed -> throw withCaller(failed);
        case null, default -> throw new AssertionError(e); // A task throws nothing else.
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Who reads the trace asks which of his own calls has failed, and not which thread of ours. */
  static <T extends Throwable> T withCaller(T failed) {
    failed.setStackTrace(
        Stream.of(failed.getStackTrace(), new Throwable().getStackTrace()).flatMap(Arrays::stream)
            .toArray(StackTraceElement[]::new));
    return failed;
  }
}
