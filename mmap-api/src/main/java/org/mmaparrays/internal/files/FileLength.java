package org.mmaparrays.internal.files;

import java.nio.file.Path;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.Storage;

/** The length of a data file, compared with the array that it is to hold. */
public final class FileLength {
  private FileLength() {}

  /** Checks that a file of the given size holds the array, exactly where it must. */
  public static void check(Storage.Contiguous storage, long fileSize) throws ArrayFormatException {
    ArraySpec spec = storage.spec();
    Path file = storage.file();
    if (storage.offset() < 0 || spec.byteSize() > Long.MAX_VALUE - storage.offset()) {
      throw new ArrayFormatException(file, "an array at offset " + storage.offset(),
          "one that lies inside the file");
    }
    long end = storage.offset() + spec.byteSize();
    if (fileSize < end || (storage.endsFile() && fileSize > end)) {
      String difference = fileSize < end ? (end - fileSize) + " missing" : (fileSize - end) + " too many";
      throw new ArrayFormatException(
          file,
          Math.min(fileSize, end),
          fileSize == 0 ? "an empty file (0 bytes)" : fileSize + " bytes",
          end + " bytes for " + spec + (storage.offset() == 0 ? "" : " at offset " + storage.offset()) + ": "
              + difference
              + "; the file was " + (fileSize < end ? "truncated" : "appended to")
              + ", or dtype or shape are wrong");
    }
  }
}
