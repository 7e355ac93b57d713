package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.testkit.NumPy;

/**
 * NumPy and this store read each other's files bit for bit: every dtype, both orders, up to four axes, empty ones
 * included; not-a-numbers with payloads, negative zeros and subnormals among the elements.
 */
class NumPyRoundTripTest {
  private static final long[][] SHAPES = {
      {}, {7}, {0}, {3, 4}, {0, 4}, {3, 0}, {2, 3, 4}, {2, 0, 4}, {2, 3, 2, 2}, {2, 3, 0, 2}
  };

  private static final long SEED = 20_250_115;
  /**
   * Bits whose high 16, 32 or 64 are: a negative zero, a subnormal, then quiet and signalling not-a-numbers with
   * payloads, of each width.
   */
  private static final long[] DELICATE = {
      0x8000_0000_0000_0000L, 0x0001_0002_0003_0004L, 0x7E01_0002_0003_0004L, 0x7C01_0002_0003_0004L,
      0xFFC1_0002_0003_0004L, 0x7FA1_0002_0003_0004L, 0x7FF9_0002_0003_0004L, 0xFFF1_0002_0003_0004L
  };

  /** Reads the list of cases; for each has {@code array}, made of its elements in C order. */
  private static final String EACH_CASE = """
      import io, os
      from numpy.lib import format as npy
      os.chdir(sys.argv[1])
      for line in open('cases'):
          name, descr, order, shape = line.rstrip().split(';')
          shape = eval(shape)
          elements = open(name + '.elements', 'rb').read()
          array = np.frombuffer(elements, descr).reshape(shape).copy(order)
      """;

  private static final String SAVE = EACH_CASE + """
          np.save(name + '.npy', array)
      """;

  private static final String CHECK = EACH_CASE + """
          header = io.BytesIO()
          npy.write_array_header_1_0(
              header, {'descr': descr, 'fortran_order': order == 'F', 'shape': shape})
          expected = header.getvalue() + array.tobytes(order)
          if open(name + '.npy', 'rb').read() != expected:
              print(name, 'is not the file that NumPy writes')
          for mode in None, 'r':
              read = np.load(name + '.npy', mmap_mode=mode)
              if read.dtype.str != descr or read.shape != shape or read.tobytes('C') != elements:
                  print(name, mode, 'reads as', repr(read))
              if not (read.flags.f_contiguous if order == 'F' else read.flags.c_contiguous):
                  print(name, mode, 'has another order than', order)
      """;

  @TempDir
  Path folder;

  /** One array, and its elements in C order. */
  private record Case(String name, ArraySpec spec, NdArray elements) {
    @Override
    public String toString() {
      return name + ";" + spec.dtype().typestring() + ";" + spec.order() + ";" + spec.shape();
    }
  }

  @Test
  void opensWhatNumPySaved() throws IOException {
    List<Case> cases = cases();
    NumPy.require().run(SAVE, folder);
    for (Case test : cases) {
      try (StoredArray array = ArrayStores.open(folder.resolve(test.name + ".npy"))) {
        // NumPy saves arrays without elements in C order.
        boolean empty = test.spec.shape().elementCount() == 0;
        assertThat(array.spec()).isEqualTo(empty ? test.spec.withOrder(MemoryOrder.C) : test.spec);
        NdArray copy = NdArray.allocate(test.spec.withOrder(MemoryOrder.C));
        copy.copyFrom(array.view());
        assertThat(bytes(copy)).as(test.name).isEqualTo(bytes(test.elements));
      }
    }
  }

  @Test
  void createsWhatNumPyLoadsAndMaps() throws IOException {
    for (Case test : cases()) {
      try (StoredArray array = ArrayStores.create(folder.resolve(test.name + ".npy"), test.spec)) {
        array.view().copyFrom(test.elements);
      }
    }
    assertThat(NumPy.require().run(CHECK, folder)).isEmpty();
  }

  private List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (DType dtype : DType.all()) {
      for (long[] dims : SHAPES) {
        for (MemoryOrder order : MemoryOrder.values()) {
          ArraySpec spec = ArraySpec.of(dtype, dims).withOrder(order);
          if (spec.order() == order) {
            Case test = new Case("case" + cases.size(), spec, elements(spec));
            Files.write(folder.resolve(test.name + ".elements"), bytes(test.elements));
            cases.add(test);
          }
        }
      }
    }
    Files.write(folder.resolve("cases"), cases.stream().map(Case::toString).toList());
    assertThat(cases).hasSize(25 * 17);
    return cases;
  }

  /** Elements of random bits, after those that careless code alters; booleans are 0 or 1. */
  private static NdArray elements(ArraySpec spec) {
    PrimitiveType type = (PrimitiveType) spec.dtype();
    ByteBuffer bits = ByteBuffer.allocate(Math.toIntExact(spec.byteSize())).order(type.order());
    Random random = new Random(SEED);
    for (int unit = 0; bits.hasRemaining(); unit++) {
      long pattern = unit < DELICATE.length ? DELICATE[unit] : random.nextLong();
      switch (type.primitive().unitSize()) {
        case 1 -> bits.put((byte) (type.primitive() == Primitive.BOOL ? pattern & 1 : pattern));
        case 2 -> bits.putShort((short) (pattern >>> 48));
        case 4 -> bits.putInt((int) (pattern >>> 32));
        default -> bits.putLong(pattern);
      }
    }
    NdArray elements = NdArray.allocate(spec.withOrder(MemoryOrder.C));
    MemorySegment.copy(MemorySegment.ofArray(bits.array()), 0, elements.segment(), 0, bits.capacity());
    return elements;
  }

  private static byte[] bytes(NdArray dense) {
    return dense.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
