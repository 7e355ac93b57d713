package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.mmaparrays.IndexedData;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.Space;
import org.mmaparrays.spi.Capability;

/** Rows and elements that are asked for by their indices, in any order. */
abstract class GatheringChapter extends StreamingChapter {
  GatheringChapter() {}

  /** GATHER-1: gathered rows are in the order asked for, each as often as asked for, and outlive the file. */
  @Rule("GATHER-1")
  final void gather1_orderOfTheCaller() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      long[] rows = scattered(golden.spec().shape().dim(0));
      NdArray all;
      NdArray gathered;
      NdArray ofView;
      try (StoredArray array = opener(copyOf(golden)).open()) {
        all = array.load();
        gathered = array.gather(rows);
        ofView = array.view().gather(rows);
      }
      assertGathered(gathered, rows, all);
      assertGathered(ofView, rows, all);
    }
  }

  /** GATHER-2: rows are gathered into arrays of the other byte order or memory order, and into slices, all the same. */
  @Rule("GATHER-2")
  final void gather2_targets() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      long[] rows = scattered(golden.spec().shape().dim(0));
      ArraySpec same = withRows(plain(golden.spec()), rows.length);
      try (StoredArray array = opener(copyOf(golden)).open()) {
        for (ArraySpec spec : List.of(same, same.withOrder(MemoryOrder.F),
            same.withDType(otherByteOrder(same.dtype())))) {
          NdArray target = NdArray.allocate(spec);
          array.gather(rows, target);
          assertGathered(target, rows, array.view());
        }
        NdArray wide = NdArray.allocate(withRows(same, 2L * rows.length));
        array.gather(rows, wide.slice(0, 0, 2L * rows.length, 2).flip(0));
        assertGathered(wide.slice(0, 0, 2L * rows.length, 2).flip(0), rows, array.view());
        NdArray zero = NdArray.allocate(withRows(same, rows.length));
        Indices.assertSame(wide.slice(0, 1, 2L * rows.length, 2), zero);
      }
    }
  }

  /** GATHER-3: into Java arrays rows and elements go as copies of the whole do; another type is refused. */
  @Rule("GATHER-3")
  final void gather3_javaArrays() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      try (StoredArray array = opener(copyOf(golden)).open()) {
        long[] rows = scattered(array.shape().dim(0));
        long[] flat = scattered(array.shape().elementCount());
        int room = 2 * Math.toIntExact(array.gather(rows).shape().elementCount());
        float[] floats = new float[Math.max(room, 2 * flat.length)];
        double[] doubles = new double[floats.length];
        Primitive type = Samples.primitive(array.dtype());
        if (type == Primitive.FLOAT32 || type == Primitive.COMPLEX64) {
          float[] expected = new float[floats.length];
          array.gather(rows).copyTo(expected);
          array.gather(rows, floats);
          assertThat(floats).containsExactly(expected);
          array.take(flat).copyTo(expected);
          array.take(flat, floats);
          assertThat(floats).containsExactly(expected);
        } else {
          assertRefused(() -> array.gather(rows, floats));
          assertRefused(() -> array.take(flat, floats));
        }
        if (type == Primitive.FLOAT64 || type == Primitive.COMPLEX128) {
          double[] expected = new double[floats.length];
          array.gather(rows).copyTo(expected);
          array.gather(rows, doubles);
          assertThat(doubles).containsExactly(expected);
          array.take(flat).copyTo(expected);
          array.take(flat, doubles);
          assertThat(doubles).containsExactly(expected);
        } else {
          assertRefused(() -> array.gather(rows, doubles));
          assertRefused(() -> array.take(flat, doubles));
        }
      }
    }
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }

  /** GATHER-4: a row outside the array is an IndexOutOfBoundsException that names it, before anything is copied. */
  @Rule("GATHER-4")
  final void gather4_rowsOutside() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      long count = array.shape().dim(0);
      NdArray target = wanted(withRows(plain(array.spec()), 2));
      NdArray before = target.copy();
      for (long outside : new long[] {-1, count, Long.MIN_VALUE, Long.MAX_VALUE}) {
        for (IndexedData data : List.of(array, array.view())) {
          assertThatThrownBy(() -> data.gather(0, outside)).isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining(Long.toString(outside)).hasMessageContaining(array.shape().toString());
          assertThatThrownBy(() -> data.gather(new long[] {0, outside}, target))
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
      Indices.assertSame(target, before);
    }
  }

  /** GATHER-5: a target of another type, shape, or that is read-only, is refused, and nothing is changed. */
  @Rule("GATHER-5")
  final void gather5_wrongTargets() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray before = array.load();
      ArraySpec spec = plain(array.spec());
      long rows = array.shape().dim(0);
      long[] reversed = LongStream.iterate(rows - 1, row -> row >= 0, row -> row - 1).toArray();
      DType otherType = Samples.primitive(spec.dtype()) == Primitive.INT8 ? DType.UINT8 : DType.INT8;
      for (ArraySpec wrong : List.of(withRows(spec, rows + 1), spec.withDType(otherType))) {
        NdArray target = wanted(wrong);
        assertThatThrownBy(() -> array.gather(reversed, target)).isInstanceOf(IllegalArgumentException.class);
        Indices.assertSame(target, wanted(wrong));
      }
      NdArray tooLong = wanted(spec.withShape(Shape.of(3)));
      assertThatThrownBy(() -> array.take(new long[] {0, 1}, tooLong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> array.gather(reversed, array.view()))
          .isInstanceOf(ReadOnlyArrayException.class);
      Indices.assertSame(array.view(), before);
    }
  }

  /** GATHER-6: no rows, and no elements, are an empty array. */
  @Rule("GATHER-6")
  final void gather6_nothing() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      assertThat(array.gather().shape()).isEqualTo(withRows(array.spec(), 0).shape());
      assertThat(array.gather().dtype()).isEqualTo(array.dtype());
      assertThat(array.take().shape()).isEqualTo(Shape.of(0));
    }
  }

  /** GATHER-7: elements are taken by their row-major positions, in every memory order, in the order asked for. */
  @Rule("GATHER-7")
  final void gather7_take() throws IOException {
    for (Golden golden : goldens()) {
      long[] flat = scattered(golden.spec().shape().elementCount());
      try (StoredArray array = opener(copyOf(golden)).open()) {
        Indices indices = new Indices(array.shape());
        NdArray target = NdArray.allocate(ArraySpec.of(otherByteOrder(array.dtype()), flat.length));
        array.take(flat, target);
        for (NdArray taken : List.of(array.take(flat), array.view().take(flat), target)) {
          assertThat(taken.shape()).isEqualTo(Shape.of(flat.length));
          Indices.assertElements(taken, place -> array.view().getValue(indices.at(flat[(int) place])));
        }
      }
    }
  }

  /** GATHER-8: a position outside the array is an IndexOutOfBoundsException that names it, before anything is copied. */
  @Rule("GATHER-8")
  final void gather8_positionsOutside() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray target = wanted(ArraySpec.of(array.dtype(), 2));
      NdArray before = target.copy();
      for (long outside : new long[] {-1, array.shape().elementCount(), Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> array.take(0, outside)).isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining(Long.toString(outside)).hasMessageContaining(array.shape().toString());
        assertThatThrownBy(() -> array.take(new long[] {0, outside}, target))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      Indices.assertSame(target, before);
    }
  }

  /** GATHER-9: rows and elements of transposed, flipped and sliced views are those that the view has there. */
  @Rule("GATHER-9")
  final void gather9_views() throws IOException {
    for (Golden golden : goldens()) {
      if (golden.spec().shape().rank() == 0) {
        continue;
      }
      try (StoredArray array = opener(copyOf(golden)).open()) {
        NdArray view = array.view();
        int last = view.shape().rank() - 1;
        for (NdArray seen : List.of(view.transpose(), view.flip(0), view.flip(last),
            view.slice(last, 0, view.shape().dim(last), 2))) {
          long[] rows = scattered(seen.shape().dim(0));
          NdArray gathered = seen.gather(rows);
          for (int place = 0; place < rows.length; place++) {
            Indices.assertSame(gathered.rows(place, place + 1), seen.rows(rows[place], rows[place] + 1));
          }
          long[] flat = scattered(seen.shape().elementCount());
          Indices indices = new Indices(seen.shape());
          Indices.assertElements(seen.take(flat), place -> seen.getValue(indices.at(flat[(int) place])));
        }
      }
    }
  }

  /** GATHER-10: gathering and taking from a closed array is an IllegalStateException. */
  @Rule("GATHER-10")
  final void gather10_closed() throws IOException {
    StoredArray array = opener(copyOf(golden())).open();
    NdArray view = array.view();
    NdArray target = wanted(withRows(plain(array.spec()), 1));
    NdArray before = target.copy();
    array.close();
    assertThatThrownBy(() -> array.gather(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.gather(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.gather(new long[] {0}, target)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.take(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.take(0)).isInstanceOf(IllegalStateException.class);
    Indices.assertSame(target, before);
  }

  /** GATHER-11: rows gathered into the array that they come from have the values from before. */
  @Rule(value = "GATHER-11", needs = Capability.WRITE)
  final void gather11_overlap() throws IOException {
    Path file = copyOf(golden());
    long rows = golden().spec().shape().dim(0);
    long[] reversed = LongStream.iterate(rows - 1, row -> row >= 0, row -> row - 1).toArray();
    NdArray before;
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      before = array.load();
      array.gather(reversed, array.view());
      assertGathered(array.view(), reversed, before);
    }
    try (StoredArray array = opener(file).open()) {
      assertGathered(array.view(), reversed, before);
    }
  }

  /** GATHER-12: gathering finds changes made before, flushed or not, and in copy-on-write mode the private ones. */
  @Rule("GATHER-12")
  final void gather12_changesAreSeen() throws IOException {
    Path file = copyOf(golden());
    List<OpenMode> modes = store().capabilities().contains(Capability.WRITE)
        ? List.of(OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)
        : List.of(OpenMode.COPY_ON_WRITE);
    for (OpenMode mode : modes) {
      try (StoredArray array = opener(file).open(mode)) {
        Samples.fill(array.view());
        long[] flat = scattered(array.shape().elementCount());
        Indices.assertElements(array.take(flat),
            place -> Samples.value(array.dtype(), flat[(int) place]));
        long[] rows = scattered(array.shape().dim(0));
        Indices.assertSame(array.gather(rows), wanted(plain(array.spec())).gather(rows));
      }
    }
  }

  /** GATHER-13: many rows, and many elements, are the same as one after another, in every order. */
  @Rule(value = "GATHER-13", needs = Capability.CREATE)
  final void gather13_many() throws IOException {
    ArraySpec spec = large(golden().spec(), LARGE_BYTES);
    NdArray wanted = Samples.random(spec);
    try (StoredArray array = create(newFile(), spec)) {
      array.view().copyFrom(wanted);
    }
    try (StoredArray array = opener(newFile()).open()) {
      Random random = new Random(Samples.SEED);
      long count = array.shape().dim(0);
      long[] rows = random.longs(Math.min(count, 5000), 0, count).toArray();
      Indices.assertSame(array.gather(rows), oneByOne(wanted, rows));
      long elements = array.shape().elementCount();
      NdArray line = NdArray.allocate(ArraySpec.of(spec.dtype(), elements));
      line.reshape(spec.shape().dims()).copyFrom(wanted);
      long[] flat = random.longs(270_000, 0, elements).toArray();
      Indices.assertSame(array.take(flat), oneByOne(line, flat));
    }
  }

  private static NdArray oneByOne(NdArray source, long[] rows) {
    NdArray copies = NdArray.allocate(withRows(ArraySpec.of(source.dtype(), source.shape()), rows.length));
    MemorySegment from = Indices.rowMajor(source);
    long rowBytes = from.byteSize() / source.shape().dim(0);
    for (int place = 0; place < rows.length; place++) {
      MemorySegment.copy(from, rows[place] * rowBytes, copies.segment(), place * rowBytes, rowBytes);
    }
    return copies;
  }

  /** GATHER-14: of an array of more than 4 GiB, the rows at its ends and around 2 and 4 GiB are as they were set. */
  @Rule(value = "GATHER-14", needs = Capability.CREATE)
  final void gather14_beyondFourGibibytes() throws IOException {
    ArraySpec spec = large(golden().spec(), 5L << 30);
    long count = spec.shape().dim(0);
    long rowBytes = spec.byteSize() / count;
    long[] rows = {count - 1, 0, (1L << 31) / rowBytes, (1L << 32) / rowBytes, (1L << 32) / rowBytes + 1, 0,
        (1L << 31) / rowBytes - 1};
    NdArray wanted = wanted(withRows(plain(spec), rows.length));
    try (StoredArray array = creator(newFile()).space(Space.SPARSE).create(spec, OpenMode.CREATE_NEW)) {
      for (int place = 0; place < rows.length; place++) {
        array.view().rows(rows[place], rows[place] + 1).copyFrom(wanted.rows(place, place + 1));
      }
    }
    wanted.rows(1, 2).copyFrom(wanted.rows(5, 6)); // The first row was set twice.
    try (StoredArray array = opener(newFile()).open()) {
      Indices.assertSame(array.gather(rows), wanted);
    }
  }

  /** Indices up to a bound, out of order, some of them twice. */
  static long[] scattered(long count) {
    List<Long> indices = new ArrayList<>();
    for (long index = 0; index < count; index++) {
      indices.add((index * 7 + 3) % count);
      if (index % 3 == 0) {
        indices.add(count - 1 - index);
      }
    }
    return indices.stream().mapToLong(Long::longValue).toArray();
  }

  /** Row-major, without attributes: as every array in memory. */
  static ArraySpec plain(ArraySpec spec) {
    return ArraySpec.of(spec.dtype(), spec.shape());
  }

  static DType otherByteOrder(DType dtype) {
    return dtype.withOrder(
        dtype.order() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  static void assertGathered(NdArray gathered, long[] rows, NdArray all) {
    NdArray expected = NdArray.allocate(withRows(ArraySpec.of(all.dtype(), all.shape()), rows.length));
    for (int place = 0; place < rows.length; place++) {
      expected.rows(place, place + 1).copyFrom(all.rows(rows[place], rows[place] + 1));
    }
    NdArray sameByteOrder = NdArray.allocate(ArraySpec.of(all.dtype(), gathered.shape()));
    sameByteOrder.copyFrom(gathered);
    Indices.assertSame(sameByteOrder, expected);
  }
}
