package org.mmaparrays.hdf5.internal.message;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;

/**
 * An open file.
 *
 * @param bytes the bytes of the file
 * @param superblock the superblock, which says how to read the rest
 * @param sharedHeaps the messages that several objects share; null if there are none
 */
public record Hdf5File(FileBytes bytes, Superblock superblock, @Nullable SharedHeaps sharedHeaps)
    implements
      Closeable {
  /** Opens a file and reads its superblock, with the extension if there is one. */
  public static Hdf5File open(Path path) throws IOException {
    FileBytes bytes = FileBytes.open(path);
    try {
      Hdf5File plain = new Hdf5File(bytes, Superblock.read(bytes), null);
      long extension = plain.superblock.extension();
      return extension == FieldReader.UNDEFINED
          ? plain
          : new Hdf5File(bytes, plain.superblock,
              SuperblockExtension.sharedHeaps(ObjectHeader.read(plain, extension)));
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  /** Returns the path of the file, as errors name it. */
  public Path path() {
    return bytes.file();
  }

  /** Reads the header of the root group. */
  public ObjectHeader root() throws IOException {
    return ObjectHeader.read(this, superblock.rootGroup());
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
