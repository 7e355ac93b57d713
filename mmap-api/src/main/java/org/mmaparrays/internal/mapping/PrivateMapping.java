package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.StandardOpenOption;
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.spi.Storage;

/**
 * The bytes of one array, mapped twice: to be changed in private, and as the file has them, to find the changes.
 *
 * <p>Until a page is written for the first time both are the same memory.
 *
 * @param memory the memory of views; no change reaches the file
 * @param original the same bytes of the same file, read-only; stays with the file that was opened if it is replaced
 */
public record PrivateMapping(MemorySegment memory, MemorySegment original) {
  /**
   * Maps exactly the bytes of the array: through the system if it may be called, else through the JDK if the file can be
   * written and is not too large, else through the system after all, which makes the JVM warn.
   *
   * @throws ArrayFormatException if the file is shorter than the array, or longer where it must not be
   * @throws AccessDeniedException if it cannot be read
   */
  static PrivateMapping of(Storage.Contiguous storage) throws IOException {
    try (FileChannel channel = DataFile.open(storage.file(), StandardOpenOption.READ)) {
      FileLength.check(storage, channel.size());
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, storage.file().toString(), "no permission to read");
    }
    if (storage.spec().byteSize() == 0) {
      MemorySegment nothing = Arena.ofAuto().allocate(0);
      return new PrivateMapping(nothing, nothing);
    }
    if (NativeAccess.isEnabled()) {
      return SystemMapping.link().map(storage);
    }
    try {
      return throughJdk(storage);
    } catch (ArrayFormatException | ClosedByInterruptException notRefused) {
      throw notRefused;
    } catch (IOException refused) {
      return afterAll(storage, refused);
    }
  }

  private static PrivateMapping throughJdk(Storage.Contiguous storage) throws IOException {
    try (FileChannel channel =
        DataFile.open(storage.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Before mapping: a mapping past the end would extend the file.
      FileLength.check(storage, channel.size());
      long bytes = storage.spec().byteSize();
      return new PrivateMapping(channel.map(MapMode.PRIVATE, storage.offset(), bytes, Arena.ofAuto()),
          channel.map(MapMode.READ_ONLY, storage.offset(), bytes, Arena.ofAuto()));
    }
  }

  private static PrivateMapping afterAll(Storage.Contiguous storage, IOException refused) throws IOException {
    String limits =
        storage.file() + ": the JDK maps copy-on-write only what may be written, and what fits memory ("
            + FileFault.reason(refused) + "); ";
    if (!NativeAccess.isLinux()) {
      throw new IOException(limits + "open with OpenMode.READ and copy regions", refused);
    }
    try {
      return SystemMapping.link().map(storage);
    } catch (IllegalCallerException denied) {
      IOException explained = new IOException(limits + "start java with " + NativeAccess.flag()
          + ", which lifts both limits, or open with OpenMode.READ and copy regions", refused);
      explained.addSuppressed(denied);
      throw explained;
    }
  }
}
