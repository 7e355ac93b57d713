package org.mmaparrays.internal.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Failures as the system tells them, made to name their file and the way out. */
public final class FileFault {
  private static final String NOT_NAMED_BY = "java.";

  private FileFault() {}

  /**
   * Runs file operations; a failure that names no file is replaced by one that does.
   *
   * <p>Exceptions of the JDK alone are replaced: those of this library and of stores name their files, which may be others than
   * this one.
   *
   * @throws FileSystemException in place of an exception without a file
   */
  public static <T> T named(Path file, UninterruptibleIo.Call<T> call) throws IOException {
    try {
      return call.call();
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException failed) {
      if (!failed.getClass().getName().startsWith(NOT_NAMED_BY)
          || String.valueOf(failed.getMessage()).contains(file.toString())) {
        throw failed;
      }
      throw explained(failed, file.toString(),
          reason(failed) + (isInterrupt(failed) ? "; try again" : "; see to the disk, and try again"));
    }
  }

  /**
   * Runs operations on an open file by its name in {@code /proc}; failures name the file as the caller does.
   *
   * @param open the name in {@code /proc}
   */
  public static <T> T namedFor(Path file, Path open, UninterruptibleIo.Call<T> call) throws IOException {
    try {
      return call.call();
    } catch (FileSystemException refused) {
      if (!open.toString().equals(refused.getFile())) {
        throw refused;
      }
      throw explained(refused, file.toString(), refused.getReason() != null
          ? refused.getReason()
          : switch (refused) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "was closed while it was in use";
            default -> "the system gives no reason (" + refused.getClass().getSimpleName() + ")";
          });
    }
  }

  /** Returns why an operation failed: the message of the system, or the meaning of an exception that has none. */
  public static String reason(IOException failed) {
    if (isInterrupt(failed)) {
      return "the thread was interrupted";
    }
    String message = failed.getMessage();
    if (message != null && !message.isBlank()) {
      return message;
    }
    return switch (failed) {
      case ClosedChannelException closed -> "the file was closed while it was in use";
      case EOFException ended -> "the file ended before all of it was read";
      default -> failed.getCause() == null
          ? "the system gives no reason (" + failed.getClass().getSimpleName() + ")"
          : String.valueOf(failed.getCause());
    };
  }

  /** Returns whether the thread that made the call was interrupted, which closes the channel it was using. */
  static boolean isInterrupt(@Nullable Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException || cause instanceof FileLockInterruptionException
          || cause instanceof InterruptedIOException) {
        return true;
      }
    }
    return false;
  }

  /** Returns a failure of the same kind as the system's, that names the file as the caller does, and says what to do. */
  public static FileSystemException explained(IOException failed, String file, String reason) {
    FileSystemException explained = switch (failed) {
      case AccessDeniedException denied -> new AccessDeniedException(file, null, reason);
      case NoSuchFileException absent -> new NoSuchFileException(file, null, reason);
      default -> new FileSystemException(file, null, reason);
    };
    explained.initCause(failed);
    return explained;
  }
}
