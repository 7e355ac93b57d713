package org.mmaparrays.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/**
 * All that the store says of a file: its list, and what each member is or why it is refused.
 *
 * @param listed the members; empty if the list is refused
 * @param members the answer for each
 */
record Contents(List<String> listed, Map<String, Member> members) {
  /** The most bytes that are read of an array, and the most blocks. */
  private static final long SMALL = 1 << 16;
  private static final int BLOCKS = 2000;
  private static final String NOT_READ = "(not read: ";
  /** The most members that are read of those listed. */
  private static final int MOST = 8;

  /** The answer for one member. */
  sealed interface Member {}

  /** It is refused. */
  record Refused(IOException why) implements Member {}

  /**
   * It is an array.
   *
   * @param elements in row-major order; empty of an array that is large
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by sameAs
  record Read(ArraySpec spec, byte[] elements) implements Member {
    boolean sameAs(Read other) {
      return sameSpecAs(other) && Arrays.equals(elements, other.elements);
    }

    /** Whether all is the same but the elements; attributes may be missing if that is said. */
    boolean sameSpecAs(Read other) {
      return spec.dtype().equals(other.spec.dtype()) && spec.shape().equals(other.spec.shape())
          && (spec.attributes().equals(other.spec.attributes())
              || spec.attributes().toString().contains(NOT_READ));
    }
  }

  /**
   * Asks for everything there is.
   *
   * @param known members that are asked for also if they are not listed
   * @throws RuntimeException what the store must not throw
   */
  static Contents of(Path file, Collection<String> known) throws IOException {
    List<String> listed = new ArrayList<>();
    try {
      new Hdf5Store().list(file).forEach(ref -> listed.add(ref.member().orElseThrow()));
    } catch (ArrayFormatException | UnsupportedArrayException refused) {
      listed.clear();
    }
    Map<String, Member> members = new LinkedHashMap<>();
    for (String member : known) {
      members.put(member, member(file, member));
    }
    for (String member : listed.subList(0, Math.min(listed.size(), MOST))) {
      if (!members.containsKey(member)) {
        members.put(member, member(file, member));
      }
    }
    return new Contents(List.copyOf(listed), members);
  }

  private static Member member(Path file, String member) throws IOException {
    try {
      Storage storage = new Hdf5Store().locate(ArrayRef.of(file, member), Companions.NONE);
      return new Read(storage.spec(), switch (storage) {
        case Storage.Contiguous contiguous -> elements(contiguous);
        case Storage.Decoded decoded -> elements(decoded);
      });
    } catch (ArrayFormatException | UnsupportedArrayException refused) {
      return new Refused(refused);
    }
  }

  private static byte[] elements(Storage.Contiguous storage) throws IOException {
    long size = storage.spec().byteSize();
    long available = Files.size(storage.file()) - storage.offset();
    if (storage.offset() < 0 || size > available) {
      throw new AssertionError(storage + " is not inside the file");
    }
    if (size > SMALL) {
      return new byte[0];
    }
    ByteBuffer elements = ByteBuffer.allocate((int) size);
    try (FileChannel channel = FileChannel.open(storage.file())) {
      while (elements.hasRemaining() && channel.read(elements, storage.offset() + elements.position()) >= 0) {
        // Until all are there.
      }
    }
    return elements.array();
  }

  /** Put together from all blocks; of a large array, the first and the last are read. */
  private static byte[] elements(Storage.Decoded storage) throws IOException {
    Shape shape = storage.spec().shape();
    if (shape.elementCount() == 0) {
      return new byte[0];
    }
    long[] counts = new long[shape.rank()];
    double blocks = 1;
    for (int axis = 0; axis < counts.length; axis++) {
      counts[axis] = Math.ceilDiv(shape.dim(axis), storage.blockShape().dim(axis));
      blocks *= counts[axis];
    }
    long[] index = new long[counts.length];
    try (BlockReader reader = storage.blocks().open()) {
      if (storage.spec().byteSize() > SMALL || blocks > BLOCKS) {
        reader.read(index);
        for (int axis = 0; axis < counts.length; axis++) {
          index[axis] = counts[axis] - 1;
        }
        reader.read(index);
        return new byte[0];
      }
      NdArray whole = NdArray.allocate(storage.spec());
      do {
        place(storage, reader.read(index.clone()), index, whole);
      } while (next(index, counts));
      return whole.segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Copies what of a block lies inside the array. */
  private static void place(Storage.Decoded storage, MemorySegment elements, long[] index, NdArray whole) {
    DType dtype = storage.spec().dtype();
    NdArray block = NdArray.allocate(ArraySpec.of(dtype, storage.blockShape().dims()));
    MemorySegment.copy(elements, 0, block.segment(), 0, block.segment().byteSize());
    NdArray target = whole;
    for (int axis = 0; axis < index.length; axis++) {
      long length = storage.blockShape().dim(axis);
      long start = index[axis] * length;
      long stop = Math.min(start + length, whole.shape().dim(axis));
      target = target.slice(axis, start, stop, 1);
      block = block.slice(axis, 0, stop - start, 1);
    }
    target.copyFrom(block);
  }

  private static boolean next(long[] index, long[] counts) {
    for (int axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis] < counts[axis]) {
        return true;
      }
      index[axis] = 0;
    }
    return false;
  }
}
