package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file at one moment, to notice that it was replaced or changed since, as finely as its times are kept.
 *
 * @param identity which file, and how long
 * @param modified when it was changed last
 */
record FileStamp(FileIdentity identity, FileTime modified) {
  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(new FileIdentity(attributes.fileKey(), attributes.size()),
        attributes.lastModifiedTime());
  }
}
