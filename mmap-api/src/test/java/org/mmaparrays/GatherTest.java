package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.DeclaredStore;

/** Rows in the caller's order are what copying one after another gives. */
class GatherTest {
  private static final long[] UNSORTED = {6, 0, 3, 3, 6, 1, 0, 0};

  @TempDir
  Path folder;

  /** Random bits of any type: every pattern is a value, and copies must keep it. */
  static NdArray filled(ArraySpec spec, long seed) {
    NdArray array = NdArray.allocate(spec);
    byte[] bits = new byte[(int) spec.byteSize()];
    new Random(seed).nextBytes(bits);
    MemorySegment.copy(MemorySegment.ofArray(bits), 0, array.segment(), 0, bits.length);
    return array;
  }

  private static void checkRows(NdArray gathered, NdArray source, long[] rows) {
    assertThat(gathered.shape().dim(0)).isEqualTo(rows.length);
    for (int place = 0; place < rows.length; place++) {
      NdArray expected = NdArray.allocate(ArraySpec.of(source.dtype(), gathered.row(place).shape()));
      expected.copyFrom(source.row(rows[place]));
      NdArray found = NdArray.allocate(ArraySpec.of(source.dtype(), gathered.row(place).shape()));
      found.copyFrom(gathered.row(place));
      assertThat(found.segment().toArray(ValueLayout.JAVA_BYTE))
          .as("row %d at %d of %s", rows[place], place, source)
          .isEqualTo(expected.segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private StoredArray stored(String name, NdArray contents, OpenMode mode) throws IOException {
    Path file = folder.resolve(name);
    // Not at a page's start, as behind a header.
    byte[] bytes = contents.segment().toArray(ValueLayout.JAVA_BYTE);
    byte[] withHeader = new byte[bytes.length + 100];
    System.arraycopy(bytes, 0, withHeader, 100, bytes.length);
    Files.write(file, withHeader);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true); // What is not yet on the device cannot be driven out of memory.
    }
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(contents.dtype(), contents.shape()), 100).open(mode);
  }

  @Test
  void everyTypeEveryLayoutEveryTargetLikeRowByRow() {
    for (DType type : DType.all()) {
      for (MemoryOrder order : MemoryOrder.values()) {
        NdArray whole = filled(ArraySpec.of(type, 7, 3, 5).withOrder(order), 1);
        NdArray wide = filled(ArraySpec.of(type, 14, 9).withOrder(order), 2);
        for (NdArray source : List.of(whole, wide.slice(0, 0, 14, 2).slice(1, 1, 8, 3), whole.flip(0).flip(2),
            whole.transpose(0, 2, 1), filled(ArraySpec.of(type, 7), 3),
            filled(ArraySpec.of(type, 14), 3).slice(0, 0, 14, 2))) {
          NdArray fresh = source.gather(UNSORTED);
          assertThat(fresh.dtype()).isEqualTo(type);
          checkRows(fresh, source, UNSORTED);
          DType other = type.withOrder(
              type.order() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
          for (MemoryOrder targetOrder : MemoryOrder.values()) {
            NdArray target = NdArray.allocate(ArraySpec.of(other, fresh.shape()).withOrder(targetOrder));
            source.gather(UNSORTED, target);
            checkRows(target, source, UNSORTED);
          }
        }
      }
    }
  }

  @Test
  void intoJavaArraysByTheRulesOfCopyTo() {
    for (ByteOrder byteOrder : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      for (DType type : List.of(DType.FLOAT32, DType.COMPLEX64)) {
        NdArray source = filled(ArraySpec.of(type.withOrder(byteOrder), 7, 4), 5);
        int parts = 8 * 4 * type.byteSize() / 4;
        float[] expected = new float[parts + 1];
        float[] floats = new float[parts + 1];
        source.gather(UNSORTED).copyTo(expected);
        source.gather(UNSORTED, floats);
        assertThat(floats).isEqualTo(expected);
        assertThatThrownBy(() -> source.gather(UNSORTED, new float[parts - 1]))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining((parts - 1) + " entries");
        assertThatThrownBy(() -> source.gather(UNSORTED, new double[parts]))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("double[]");
      }
      NdArray source = filled(ArraySpec.of(DType.FLOAT64.withOrder(byteOrder), 7, 4), 5);
      double[] expected = new double[32];
      double[] doubles = new double[32];
      source.gather(UNSORTED).copyTo(expected);
      source.gather(UNSORTED, doubles);
      assertThat(doubles).isEqualTo(expected);
    }
  }

  @Test
  void rowsOutsideAreNamedBeforeAnythingIsCopied() throws IOException {
    NdArray contents = filled(ArraySpec.of(DType.FLOAT32, 7, 4), 1);
    try (StoredArray array = stored("named.dat", contents, OpenMode.READ)) {
      NdArray target = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 2, 4));
      for (long outside : new long[] {7, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> array.gather(new long[] {2, outside}, target))
            .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("named.dat")
            .hasMessageContaining("row " + outside).hasMessageContaining("at 1")
            .hasMessageContaining("(7, 4)");
      }
      assertThat(target.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }
    assertThatThrownBy(() -> NdArray.allocate(ArraySpec.of(DType.INT8)).gather(0))
        .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("no rows");
    assertThatThrownBy(() -> NdArray.allocate(ArraySpec.of(DType.INT8, 0, 3)).gather(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void noRowsAndRowsWithoutElements() {
    NdArray source = filled(ArraySpec.of(DType.INT16, 7, 4), 1);
    assertThat(source.gather().shape()).isEqualTo(Shape.of(0, 4));
    assertThat(NdArray.allocate(ArraySpec.of(DType.INT8, 5, 0)).gather(4, 4, 0).shape())
        .isEqualTo(Shape.of(3, 0));
  }

  @Test
  void targetsOfAnotherTypeOrShapeAreRefused() {
    NdArray source = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 7, 4));
    for (ArraySpec other : List.of(ArraySpec.of(DType.FLOAT32, 2, 5), ArraySpec.of(DType.FLOAT32, 3, 4),
        ArraySpec.of(DType.INT32, 2, 4), ArraySpec.of(DType.FLOAT32, 8))) {
      assertThatThrownBy(() -> source.gather(new long[] {1, 2}, NdArray.allocate(other)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("float32 (2, 4)");
    }
  }

  @Test
  void readOnlyTargetsAreRefused() throws IOException {
    try (StoredArray array = stored("x", filled(ArraySpec.of(DType.INT8, 2, 4), 1), OpenMode.READ)) {
      assertThatThrownBy(() -> array.gather(new long[] {1, 0}, array.view()))
          .isInstanceOf(ReadOnlyArrayException.class);
    }
  }

  @Test
  void aTargetMayOverlapItsSource() throws IOException {
    NdArray contents = filled(ArraySpec.of(DType.INT32, 7, 4), 1);
    long[] backwards = {6, 5, 4, 3, 2, 1, 0};
    try (StoredArray array = stored("x", contents, OpenMode.READ_WRITE)) {
      array.gather(backwards, array.view());
      checkRows(array.view(), contents, backwards);
    }
  }

  /** More rows than one thread, one block and one look take. */
  @Test
  void manyRowsFromMemoryAndFromDisk() throws IOException {
    NdArray contents = filled(ArraySpec.of(DType.FLOAT32, 4000, 512), 1);
    long[] rows = new Random(2).longs(5000, 0, 4000).toArray();
    long[] sorted = Arrays.stream(rows).sorted().toArray();
    long[] mirrored = Arrays.stream(rows).map(row -> 3999 - row).toArray();
    NdArray expected = contents.gather(rows);
    checkRows(expected.rows(0, 300), contents, Arrays.copyOf(rows, 300));
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      try (StoredArray array = stored("x", contents, mode)) {
        array.advise(ReadAdvice.DONE_WITH);
        assertSame(array.gather(rows), expected);
        array.advise(ReadAdvice.DONE_WITH);
        assertSame(array.view().flip(0).gather(mirrored), expected);
        array.advise(ReadAdvice.DONE_WITH);
        assertSame(array.gather(sorted), contents.gather(sorted));
      }
    }
  }

  @Test
  void truncatedFilesAreFaultsOnEveryWay() throws IOException {
    NdArray contents = filled(ArraySpec.of(DType.FLOAT32, 4000, 512), 1);
    long[] rows = new Random(2).longs(5000, 0, 4000).toArray();
    try (StoredArray array = stored("x", contents, OpenMode.READ)) {
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve("x").toFile(), "rw")) {
        file.setLength(4096);
      }
      assertThatThrownBy(() -> array.gather(rows)).isInstanceOf(StorageFaultException.class)
          .hasMessageContaining("truncated");
      assertThatThrownBy(() -> array.gather(rows, new float[5000 * 512]))
          .isInstanceOf(StorageFaultException.class);
    }
  }

  @Test
  void closedArraysRefuse() throws IOException {
    StoredArray array = stored("x", filled(ArraySpec.of(DType.INT8, 7, 4), 1), OpenMode.READ);
    NdArray view = array.view();
    array.close();
    assertThatThrownBy(() -> array.gather(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.gather(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.gather(new long[0], new float[0]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void privateChangesAreGathered() throws IOException {
    NdArray contents = filled(ArraySpec.of(DType.FLOAT32, 4000, 512), 1);
    long[] rows = new Random(2).longs(5000, 0, 4000).toArray();
    try (StoredArray array = stored("x", contents, OpenMode.COPY_ON_WRITE)) {
      array.view().row(rows[17]).fill(1f);
      contents.row(rows[17]).fill(1f);
      assertSame(array.gather(rows), contents.gather(rows));
      assertSame(array.gather(rows), contents.gather(rows));
    }
  }

  /** Runs in a JVM of its own: gathers a file that its caller has driven out of memory, and prints a digest. */
  static final class WithoutNativeAccess {
    public static void main(String[] arguments) throws IOException {
      try (StoredArray array =
          ArrayStores.opener(ArrayRef.of(Path.of(arguments[0]))).store(new DeclaredStore())
              .layout(ArraySpec.of(DType.FLOAT32, 4000, 512), 100).open(OpenMode.READ)) {
        NdArray gathered = array.gather(new Random(2).longs(5000, 0, 4000).toArray());
        System.out.println(NativeAccess.isEnabled() + " " + digest(gathered));
      }
    }
  }

  private static int digest(NdArray array) {
    return Arrays.hashCode(array.segment().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void withoutNativeAccessTheRowsAreTheSame() throws Exception {
    NdArray contents = filled(ArraySpec.of(DType.FLOAT32, 4000, 512), 1);
    try (StoredArray array = stored("x", contents, OpenMode.READ)) {
      array.advise(ReadAdvice.DONE_WITH);
    }
    try (ChildJvm child = ChildJvm.start(WithoutNativeAccess.class, folder.resolve("x").toString())) {
      assertThat(child.read())
          .isEqualTo("false " + digest(contents.gather(new Random(2).longs(5000, 0, 4000).toArray())));
      assertThat(child.waitFor()).isZero();
    }
  }

  private static void assertSame(NdArray found, NdArray expected) {
    assertThat(found.segment().mismatch(expected.segment())).isEqualTo(-1);
  }
}
