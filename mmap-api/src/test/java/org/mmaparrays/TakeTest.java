package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** Elements by their index in row-major order are what reading one after another gives. */
class TakeTest {
  private static final long[] INDICES = {17, 0, 103, 3, 3, 104, 0, 52};

  @TempDir
  Path folder;

  private static void check(NdArray taken, NdArray source, long[] flat) {
    for (int place = 0; place < flat.length; place++) {
      long[] index = new long[source.shape().rank()];
      long rest = flat[place];
      for (int axis = index.length - 1; axis >= 0; axis--) {
        index[axis] = rest % source.shape().dim(axis);
        rest /= source.shape().dim(axis);
      }
      assertThat(taken.getValue(place)).as("%d of %s", flat[place], source).isEqualTo(source.getValue(index));
    }
  }

  private StoredArray stored(NdArray contents, OpenMode mode) throws IOException {
    Path file = folder.resolve("x");
    Files.write(file, contents.segment().toArray(ValueLayout.JAVA_BYTE));
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(contents.dtype(),
            contents.shape()), 0)
        .open(mode);
  }

  @Test
  void everyTypeEveryLayoutBothByteOrders() {
    for (DType type : DType.all()) {
      for (MemoryOrder order : MemoryOrder.values()) {
        NdArray whole = GatherTest.filled(ArraySpec.of(type, 7, 3, 5).withOrder(order), 1);
        NdArray wide = GatherTest.filled(ArraySpec.of(type, 14, 45).withOrder(order), 2);
        for (NdArray source : List.of(whole, whole.transpose(), whole.flip(1),
            wide.slice(0, 0, 14, 2).slice(1, 0, 45, 3),
            GatherTest.filled(ArraySpec.of(type, 105), 3),
            GatherTest.filled(ArraySpec.of(type, 210), 3).slice(0, 0, 210, 2))) {
          NdArray fresh = source.take(INDICES);
          assertThat(fresh.dtype()).isEqualTo(type);
          assertThat(fresh.shape()).isEqualTo(Shape.of(8));
          check(fresh, source, INDICES);
          DType other = type.withOrder(
              type.order() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
          NdArray strided = NdArray.allocate(ArraySpec.of(other, 16)).slice(0, 0, 16, 2).flip(0);
          source.take(INDICES, strided);
          check(strided, source, INDICES);
        }
      }
    }
  }

  @Test
  void intoJavaArraysByTheRulesOfCopyTo() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      NdArray complex = GatherTest.filled(ArraySpec.of(DType.COMPLEX64.withOrder(order), 21, 5), 1);
      float[] floats = new float[17];
      float[] expectedFloats = new float[17];
      complex.take(INDICES, floats);
      complex.take(INDICES).copyTo(expectedFloats);
      assertThat(floats).isEqualTo(expectedFloats);
      NdArray reals = GatherTest.filled(ArraySpec.of(DType.FLOAT64.withOrder(order), 21, 5), 1);
      double[] doubles = new double[8];
      double[] expectedDoubles = new double[8];
      reals.take(INDICES, doubles);
      reals.take(INDICES).copyTo(expectedDoubles);
      assertThat(doubles).isEqualTo(expectedDoubles);
      assertThatThrownBy(() -> reals.take(INDICES, new double[7]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reals.take(INDICES, new float[8]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void indicesOutsideAreNamedBeforeAnythingIsCopied() {
    NdArray source = GatherTest.filled(ArraySpec.of(DType.INT32, 21, 5), 1);
    NdArray target = NdArray.allocate(ArraySpec.of(DType.INT32, 2));
    for (long outside : new long[] {105, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> source.take(new long[] {2, outside}, target))
          .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("element " + outside)
          .hasMessageContaining("at 1").hasMessageContaining("(21, 5)");
    }
    assertThat(target.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    assertThatThrownBy(() -> NdArray.allocate(ArraySpec.of(DType.INT8, 0, 4)).take(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void noIndicesAndNoAxes() {
    assertThat(NdArray.allocate(ArraySpec.of(DType.INT8, 0, 4)).take().shape()).isEqualTo(Shape.of(0));
    NdArray single = NdArray.allocate(ArraySpec.of(DType.INT32));
    single.fill(5);
    NdArray thrice = single.take(0, 0, 0);
    assertThat(thrice.getInt(2)).isEqualTo(5);
  }

  @Test
  void targetsOfAnotherTypeOrLengthAreRefusedAndOverlapIsNot() {
    NdArray source = GatherTest.filled(ArraySpec.of(DType.INT32, 8), 1);
    assertThatThrownBy(() -> source.take(new long[] {1, 2}, NdArray.allocate(ArraySpec.of(DType.INT32, 3))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("int32 (2,)");
    NdArray before = source.copy();
    long[] backwards = {7, 6, 5, 4, 3, 2, 1, 0};
    source.take(backwards, source);
    check(source, before, backwards);
  }

  /** More than one block and one thread take, in memory and not. */
  @Test
  void manyElementsOfAFile() throws IOException {
    NdArray contents = GatherTest.filled(ArraySpec.of(DType.FLOAT32, 3000, 1000), 1);
    long[] flat = new Random(2).longs(600_001, 0, 3_000_000).toArray();
    NdArray expected = contents.take(flat);
    for (int place = 0; place < flat.length; place += 997) {
      assertThat(Float.floatToRawIntBits(expected.getFloat(place)))
          .isEqualTo(Float.floatToRawIntBits(contents.getFloat(flat[place] / 1000, flat[place] % 1000)));
    }
    try (StoredArray array = stored(contents, OpenMode.READ_WRITE)) {
      array.flush();
      assertThat(array.take(flat).segment().mismatch(expected.segment())).isEqualTo(-1);
      array.advise(ReadAdvice.DONE_WITH);
      assertThat(array.take(flat).segment().mismatch(expected.segment())).isEqualTo(-1);
      array.advise(ReadAdvice.DONE_WITH);
      float[] floats = new float[flat.length];
      float[] expectedFloats = new float[flat.length];
      array.take(flat, floats);
      expected.copyTo(expectedFloats);
      assertThat(floats).isEqualTo(expectedFloats);
    }
  }

  @Test
  void truncatedFilesAreFaultsAndClosedArraysRefuse() throws IOException {
    StoredArray array = stored(GatherTest.filled(ArraySpec.of(DType.FLOAT32, 1000, 1000), 1), OpenMode.READ);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("x").toFile(), "rw")) {
      file.setLength(4096);
    }
    assertThatThrownBy(() -> array.take(new Random(2).longs(400_000, 0, 1_000_000).toArray()))
        .isInstanceOf(StorageFaultException.class).hasMessageContaining("truncated");
    assertThatThrownBy(() -> array.take(999_999)).isInstanceOf(StorageFaultException.class);
    NdArray view = array.view();
    array.close();
    assertThatThrownBy(() -> array.take(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.take(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void privateChangesAreTaken() throws IOException {
    NdArray contents = GatherTest.filled(ArraySpec.of(DType.INT32, 100, 100), 1);
    long[] flat = new Random(2).longs(5000, 0, 10_000).toArray();
    try (StoredArray array = stored(contents, OpenMode.COPY_ON_WRITE)) {
      array.view().row(flat[0] / 100).fill(7);
      contents.row(flat[0] / 100).fill(7);
      check(array.take(flat), contents, flat);
    }
  }
}
