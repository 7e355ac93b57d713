package org.mmaparrays.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
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
 * {@code np.memmap} with a sidecar written by hand, and this store, read each other's files bit for bit: every dtype,
 * both orders, up to four axes, empty ones included; not-a-numbers with payloads, negative zeros and subnormals among the
 * elements.
 */
class NumPyRoundTripTest {
  private static final long[][] SHAPES = {
      {}, {7}, {0}, {3, 4}, {0, 4}, {3, 0}, {2, 3, 4}, {2, 0, 4}, {2, 3, 2, 2}, {2, 3, 0, 2}
  };

  private static final long SEED = 20_250_115;
  /** Leading bits of a negative zero, subnormals and not-a-numbers with payloads, of 16, 32 and 64 bits. */
  private static final long[] DELICATE = {
      0x8000_0000_0000_0000L, 0x0001_0002_0003_0004L, 0x7E01_0002_0003_0004L, 0x7C01_0002_0003_0004L,
      0xFFC1_0002_0003_0004L, 0x7FA1_0002_0003_0004L, 0x7FF9_0002_0003_0004L, 0xFFF1_0002_0003_0004L
  };

  /** Reads the list of cases; for each has {@code expected}, made of its elements in C order. */
  private static final String EACH_CASE = """
      import json, os
      os.chdir(sys.argv[1])
      for line in open('cases'):
          name, descr, order, shape = line.rstrip().split(';')
          shape = eval(shape)
          elements = open(name + '.elements', 'rb').read()
          expected = np.frombuffer(elements, descr).reshape(shape)
      """;

  /** No version of NumPy maps an empty file, so arrays without elements are an empty file that Python makes otherwise. */
  private static final String SAVE = EACH_CASE + """
          if expected.size:
              a = np.memmap(name + '.dat', dtype=descr, mode='w+', shape=shape, order=order)
              a[...] = expected
              a.flush()
          else:
              a = np.empty(shape, descr, order)
              open(name + '.dat', 'wb').close()
          meta = {'dtype': str(a.dtype), 'shape': list(a.shape)}
          if order == 'F':
              meta['order'] = 'F'
          json.dump(meta, open(name + '_meta.json', 'w'))
          if open(name + '.dat', 'rb').read() != expected.tobytes(order):
              print(name, 'was altered by Python itself')
      """;

  private static final String CHECK = EACH_CASE
      + """
              meta = json.load(open(name + '_meta.json'))
              if (np.dtype(meta['dtype']).str != descr or tuple(meta['shape']) != shape or meta['order'] != order
                      or meta['byte_length'] != len(elements) or meta['offset'] != 0):
                  print(name, 'is described as', meta)
              path = name + '.dat'
              if open(path, 'rb').read() != expected.tobytes(order):
                  print(name, 'has other bytes')
              if expected.size:
                  a = np.memmap(path, dtype=meta["dtype"], mode="r", shape=tuple(meta["shape"]), order=meta["order"])
                  if a.dtype.str != descr or a.shape != shape or a.tobytes('C') != elements:
                      print(name, 'reads as', repr(a))
                  if not (a.flags.f_contiguous if order == 'F' else a.flags.c_contiguous):
                      print(name, 'has another order than', order)
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
  void opensWhatNumPyMapped() throws IOException {
    List<Case> cases = cases();
    assertThat(NumPy.require().run(SAVE, folder)).isEmpty();
    for (Case test : cases) {
      try (StoredArray array = ArrayStores.open(folder.resolve(test.name + ".dat"))) {
        assertThat(array.spec()).isEqualTo(test.spec);
        NdArray copy = NdArray.allocate(test.spec.withOrder(MemoryOrder.C));
        copy.copyFrom(array.view());
        assertThat(bytes(copy)).as(test.toString()).isEqualTo(bytes(test.elements));
      }
    }
  }

  @Test
  void createsWhatNumPyMaps() throws IOException {
    for (Case test : cases()) {
      try (StoredArray array = ArrayStores.create(folder.resolve(test.name + ".dat"), test.spec)) {
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
          if (spec.order() == order) { // Below two axes all orders are C.
            Case test = new Case("case" + cases.size(), spec, elements(spec.withOrder(MemoryOrder.C)));
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
    int unit = type.primitive().unitSize();
    byte[] bits = new byte[Math.toIntExact(spec.byteSize())];
    Random random = new Random(SEED);
    for (int k = 0; k < bits.length / unit; k++) {
      long pattern = k < DELICATE.length ? DELICATE[k] : random.nextLong();
      for (int i = 0; i < unit; i++) {
        byte b = (byte) (pattern >>> (56 - 8 * i));
        int place = type.order() == ByteOrder.BIG_ENDIAN ? i : unit - 1 - i;
        bits[k * unit + place] = type.primitive() == Primitive.BOOL ? (byte) (b & 1) : b;
      }
    }
    NdArray elements = NdArray.allocate(spec);
    MemorySegment.copy(MemorySegment.ofArray(bits), 0, elements.segment(), 0, bits.length);
    return elements;
  }

  private static byte[] bytes(NdArray dense) {
    return dense.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
