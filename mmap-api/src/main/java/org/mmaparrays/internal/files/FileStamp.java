package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A file at one moment, to notice that it was replaced or changed since, as finely as its times are kept.
 *
 * @param identity which file
 * @param size how long it is, in bytes
 * @param modified when its content was changed last
 * @param changed when its content or its attributes were changed last; no program can put this back
 */
public record FileStamp(FileIdentity identity, long size, FileTime modified, FileTime changed) {
  public static FileStamp of(Path file) throws IOException {
    return of(FileAttributes.of(file));
  }

  public static FileStamp of(FileAttributes now) {
    return new FileStamp(now.identity(), now.size(), now.modified(), now.changed());
  }
}
