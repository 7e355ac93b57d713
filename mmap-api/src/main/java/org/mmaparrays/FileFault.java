package org.mmaparrays;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures as the system tells them, made to say of which file, and what to do. */
final class FileFault {
  private FileFault() {}

  /**
   * Does what may fail, and names the file if the failure does not.
   *
   * @throws FileSystemException in place of an exception without a file
   */
  static <T> T named(Path file, UninterruptibleIo.Call<T> call) throws IOException {
    try {
      return call.call();
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException failed) {
      String message = String.valueOf(failed.getMessage());
      if (message.contains(file.toString())) {
        throw failed;
      }
      throw explained(failed, file.toString(), message + "; see to the disk, and try again");
    }
  }

  /** A failure of the same kind as the system's, that names the file as the caller does, and says what to do. */
  static FileSystemException explained(IOException failed, String file, String reason) {
    FileSystemException explained = switch (failed) {
      case AccessDeniedException denied -> new AccessDeniedException(file, null, reason);
      case NoSuchFileException absent -> new NoSuchFileException(file, null, reason);
      default -> new FileSystemException(file, null, reason);
    };
    explained.initCause(failed);
    return explained;
  }
}
