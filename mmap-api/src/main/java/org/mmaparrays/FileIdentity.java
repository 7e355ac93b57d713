package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which file a path names at one moment, to notice that it was replaced meanwhile.
 *
 * @param key device and inode, where the system has them
 * @param size its length in bytes
 */
record FileIdentity(@Nullable Object key, long size) {
  static FileIdentity of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileIdentity(attributes.fileKey(), attributes.size());
  }

  /** Empty if there is no such file. */
  static Optional<FileIdentity> find(Path file) throws IOException {
    try {
      return Optional.of(of(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }
}
