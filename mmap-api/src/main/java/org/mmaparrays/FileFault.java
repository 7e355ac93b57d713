package org.mmaparrays;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Failures of channels and streams, which do not say of which file. */
final class FileFault {
  private FileFault() {}

  /**
   * Does what may fail, and names the file if the failure does not.
   *
   * @throws FileSystemException in place of an exception without a file
   */
  static <T> T named(Path file, Uninterrupted.Call<T> call) throws IOException {
    try {
      return call.call();
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException failed) {
      String message = String.valueOf(failed.getMessage());
      if (message.contains(StagedFiles.name(file).toString())) {
        throw failed;
      }
      FileSystemException named =
          new FileSystemException(file.toString(), null, message + "; see to the disk, and try again");
      named.initCause(failed);
      throw named;
    }
  }
}
