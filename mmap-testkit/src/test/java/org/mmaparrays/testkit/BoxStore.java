package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * A format as simple as can be, made to be got wrong: the right base of all stores that are wrong on purpose.
 *
 * <p>A header of {@value #HEADER} bytes: {@code BOX}, order {@code C} or {@code F}, four characters of typestring, the
 * rank, eight axis lengths, all numbers 64 bits little-endian; then the elements.
 */
class BoxStore implements ArrayStore {
  static final int HEADER = 80;
  private static final int MOST_AXES = 8;

  private final String name;

  BoxStore(String name) {
    this.name = name;
  }

  /** The header of an array; shared with the maker of golden files, and checked there against literal bytes. */
  static byte[] header(ArraySpec spec) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(("BOX" + spec.order() + (spec.dtype().typestring() + " ").substring(0, 4))
        .getBytes(StandardCharsets.US_ASCII));
    header.putLong(spec.shape().rank());
    for (long dim : spec.shape().dims()) {
      header.putLong(dim);
    }
    return header.array();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.CREATE, Capability.WRITE, Capability.ANY_RANK, Capability.ZERO_LENGTH,
        Capability.FORTRAN_ORDER);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return candidate.nameEndsWith("." + name)
        ? Recognition.byName()
        : Recognition.declined("the name does not end in ." + name);
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    return located(ref.file(), Candidate.read(ref.file()).head());
  }

  /** What a header says. */
  static Storage.Contiguous located(Path file, ByteBuffer head) throws IOException {
    head.order(ByteOrder.LITTLE_ENDIAN);
    if (head.remaining() < HEADER) {
      throw new ArrayFormatException(file, head.remaining(), "the end of the file",
          "a header of " + HEADER + " bytes");
    }
    byte[] magic = new byte[8];
    head.get(magic);
    String text = new String(magic, StandardCharsets.ISO_8859_1);
    long rank = head.getLong();
    if (!text.matches("BOX[CF][<>|][a-z][0-9 ]{2}") || rank < 0 || rank > MOST_AXES) {
      throw new ArrayFormatException(file, 0, text + ", rank " + rank,
          "BOX, order, typestring and a rank to " + MOST_AXES);
    }
    long[] dims = new long[(int) rank];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = head.getLong();
    }
    try {
      ArraySpec spec = ArraySpec.of(DType.parse(text.substring(4).strip()), Shape.of(dims));
      return new Storage.Contiguous(file, HEADER, spec.withOrder(MemoryOrder.valueOf(text.substring(3, 4))),
          true);
    } catch (IllegalArgumentException e) {
      throw new ArrayFormatException(file, 4, text, "a dtype and shape that can be", e);
    }
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    if (spec.dtype().typestring().length() > 4 || spec.dtype().byteSize() > 8) {
      throw new UnsupportedArrayException(ref.file(),
          "elements of more than eight bytes do not fit; use another format");
    }
    if (!spec.attributes().isEmpty()) {
      throw new UnsupportedArrayException(ref.file(), "attributes have no place; drop them");
    }
    if (spec.shape().rank() > MOST_AXES) {
      throw new UnsupportedArrayException(ref.file(), "at most " + MOST_AXES + " axes; use another format");
    }
    return Allocation.headed(header(spec), spec.byteSize());
  }
}
