package org.mmaparrays.internal.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;

/**
 * The file behind a piece of mapped memory.
 *
 * @param path its name when it was mapped; another file can have the name since
 * @param attributes its attributes when it was mapped
 * @param offset where in the file the memory starts
 * @param isPrivate whether pages that were written are the process's own, and the file knows nothing of them
 */
public record BackingFile(Path path, FileAttributes attributes, long offset, boolean isPrivate) {
  boolean isSame(BackingFile other) {
    return attributes.isSameFile(other.attributes);
  }

  /**
   * Opens it for reading; empty if that is not possible any more, or it cannot be told from others.
   *
   * <p>On an overlay file system the name leads to a copy once the file was opened for writing, and the mapping does not: the copy
   * has the inode number of the mapped file and was born later.
   */
  public Optional<FileChannel> open() {
    try {
      // Looked at before and after: a file that takes the name in between must not be read as this one.
      if (!hasName()) {
        return Optional.empty();
      }
      FileChannel channel = DataFile.open(path, StandardOpenOption.READ);
      if (hasName()) {
        return Optional.of(channel);
      }
      channel.close();
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.empty(); // Removed, no permission any more, or too many open files: the mapping still has it.
    }
  }

  private boolean hasName() throws IOException {
    // Without times of birth, any change of the file makes it another one here: then the mapping serves, which always can.
    return attributes.identity().equals(FileIdentity.of(path));
  }
}
