package org.mmaparrays.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** Files made by the HDF5 library, and what this store finds in them. */
final class MadeByH5py {
  private static final String PREAMBLE = "path = sys.argv[1]\n";

  private MadeByH5py() {}

  /**
   * Makes a file.
   *
   * @param script Python that has {@code h5py}, {@code np} and the file's {@code path}
   */
  static Path make(Path file, String script) {
    H5py.run(PREAMBLE + script, file);
    return file;
  }

  /** What a script prints about a file. */
  static String ask(Path file, String script) {
    return H5py.run(PREAMBLE + script, file);
  }

  static Storage locate(Path file, String member) throws IOException {
    return new Hdf5Store().locate(ArrayRef.of(file, member), Companions.NONE);
  }

  /** The elements of an array of one block, or of one that is mapped, as the file has them. */
  static byte[] bytes(Path file, String member) throws IOException {
    Storage storage = locate(file, member);
    int size = Math.toIntExact(storage.spec().byteSize());
    return switch (storage) {
      case Storage.Contiguous contiguous -> {
        byte[] all = Files.readAllBytes(file);
        byte[] elements = new byte[size];
        System.arraycopy(all, Math.toIntExact(contiguous.offset()), elements, 0, size);
        yield elements;
      }
      case Storage.Decoded decoded -> firstBlock(decoded, size);
    };
  }

  private static byte[] firstBlock(Storage.Decoded decoded, int size) throws IOException {
    ArraySpec spec = decoded.spec();
    if (!spec.shape().equals(decoded.blockShape())) {
      throw new AssertionError(decoded.blockShape() + " is not all of " + spec);
    }
    try (BlockReader reader = decoded.blocks().open()) {
      MemorySegment block = reader.read(new long[spec.shape().rank()]);
      return block.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
