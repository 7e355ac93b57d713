package org.mmaparrays.internal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.mmaparrays.internal.concurrent.CallerTrace;
import org.mmaparrays.internal.concurrent.DaemonThreads;

/**
 * File operations that an interrupt of the calling thread does not end.
 *
 * <p>An interrupt closes each file channel that a thread is using. No program knows the thread that runs these operations, so that
 * none interrupts it; the caller waits for that thread, and its own interrupt stays set.
 */
public final class UninterruptibleIo {
  private UninterruptibleIo() {}

  /** File operations. */
  public interface Task {
    void run() throws IOException;
  }

  /** File operations with a result. */
  public interface Call<T> {
    T call() throws IOException;
  }

  /** Runs operations on a thread of their own. */
  public static void run(Task task) throws IOException {
    call(() -> {
      task.run();
      return true;
    });
  }

  /** Runs operations on a file on a thread of their own; failures name the file. */
  public static void run(Path file, Task task) throws IOException {
    FileFault.named(file, () -> {
      run(task);
      return true;
    });
  }

  /**
   * Runs operations that change nothing, and so can be run again, on the calling thread while that is not interrupted: most
   * calls meet no interrupt, and starting a thread takes as long as opening an array. Failures name the file.
   */
  public static <T> T repeatable(Path file, Call<T> call) throws IOException {
    if (!Thread.currentThread().isInterrupted()) {
      try {
        return FileFault.named(file, call);
      } catch (IOException | UncheckedIOException failed) {
        // A store may report the interrupt as any failure: the flag says more than the type.
        if (!Thread.currentThread().isInterrupted() && !FileFault.isInterrupt(failed)) {
          throw failed;
        }
      }
    }
    return FileFault.named(file, () -> call(call));
  }

  /** Runs operations with a result on a thread of their own. */
  public static <T> T call(Call<T> call) throws IOException {
    FutureTask<T> future = new FutureTask<>(call::call);
    Thread ignored = DaemonThreads.start("files", future);
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
        case IOException failed -> throw CallerTrace.addTo(failed);
        case RuntimeException failed -> throw CallerTrace.addTo(failed);
        case Error failed -> throw CallerTrace.addTo(failed);
        case null, default -> throw new AssertionError(e); // A task throws nothing else.
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
