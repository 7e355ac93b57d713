package org.mmaparrays;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file behind a piece of mapped memory.
 *
 * @param path its name when it was mapped; another file can have the name since
 * @param attributes its attributes when it was mapped
 * @param offset where in the file the memory starts
 * @param isPrivate whether pages that were written are the process's own, and the file knows nothing of them
 */
record MappedFile(Path path, FileAttributes attributes, long offset, boolean isPrivate) {
  boolean isSame(MappedFile other) {
    return attributes.isSameFile(other.attributes);
  }

  /** Opens it for reading; empty if that is not possible any more, or it cannot be told from others. */
  Optional<FileChannel> open() {
    try {
      // Looked at before and after: who replaces the file between the two must not have the new one read as the old.
      if (!hasName()) {
        return Optional.empty();
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
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
    return attributes.isSameFile(FileAttributes.of(path));
  }
}
