package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** Rows into arrays that are used again are the rows that views of them have. */
class RowAccessTest {
  private static final List<Primitive> WITH_JAVA_ARRAY =
      List.of(Primitive.INT8, Primitive.INT16, Primitive.INT32,
          Primitive.INT64, Primitive.FLOAT32, Primitive.FLOAT64, Primitive.COMPLEX64, Primitive.COMPLEX128);

  @TempDir
  Path folder;

  static Stream<PrimitiveType> types() {
    return WITH_JAVA_ARRAY.stream()
        .flatMap(primitive -> Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
            .map(order -> new PrimitiveType(primitive, order)).distinct());
  }

  /** Layouts of rows: side by side, with gaps, backwards, of any rank; none of an array without axes. */
  private static List<NdArray> layouts(PrimitiveType type) {
    NdArray box = NdArray.allocate(ArraySpec.of(type, 4, 3, 5));
    NdArray columns = NdArray.allocate(ArraySpec.of(type, 4, 3, 5).withOrder(MemoryOrder.F));
    return List.of(box, columns, box.flip(0), box.flip(2), box.slice(2, 1, 5, 2), box.slice(1, 1, 2, 1),
        box.slice(0, 0, 4, 3), box.transpose(), columns.transpose(), box.select(1, 2), box.select(2, 0),
        NdArray.allocate(ArraySpec.of(type, 7)), NdArray.allocate(ArraySpec.of(type, 3, 0)),
        NdArray.allocate(ArraySpec.of(type, 4, 1, 1)));
  }

  private static Object javaArray(Primitive primitive, int length) {
    return Array.newInstance(switch (primitive) {
      case INT8 -> byte.class;
      case INT16 -> short.class;
      case INT32 -> int.class;
      case INT64 -> long.class;
      case FLOAT32, COMPLEX64 -> float.class;
      default -> double.class;
    }, length);
  }

  private static void getRow(NdArray view, long i, Object target) {
    switch (target) {
      case byte[] array -> view.getRow(i, array);
      case short[] array -> view.getRow(i, array);
      case int[] array -> view.getRow(i, array);
      case long[] array -> view.getRow(i, array);
      case float[] array -> view.getRow(i, array);
      default -> view.getRow(i, (double[]) target);
    }
  }

  private static void setRow(NdArray view, long i, Object source) {
    switch (source) {
      case byte[] array -> view.setRow(i, array);
      case short[] array -> view.setRow(i, array);
      case int[] array -> view.setRow(i, array);
      case long[] array -> view.setRow(i, array);
      case float[] array -> view.setRow(i, array);
      default -> view.setRow(i, (double[]) source);
    }
  }

  private static int entries(NdArray view) {
    NdArray row = view.row(0);
    return (int) row.shape().elementCount() * (row.type.primitive().isComplex() ? 2 : 1);
  }

  private static Object numbers(Primitive primitive, int count, int from) {
    Object numbers = javaArray(primitive, count);
    for (int k = 0; k < count; k++) {
      Array.setByte(numbers, k, (byte) (from + k));
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyRowOfEveryLayoutIsWrittenAndReadWhole(PrimitiveType type) {
    for (NdArray view : layouts(type)) {
      int entries = entries(view);
      // Longer than needed: the rest is not for this row, and stays.
      for (int i = 0; i < view.shape().dim(0); i++) {
        setRow(view, i, numbers(type.primitive(), entries + 2, 20 * i));
      }
      for (int i = 0; i < view.shape().dim(0); i++) {
        Object target = numbers(type.primitive(), entries + 2, 20 * i);
        for (int k = 0; k < entries; k++) {
          Array.setByte(target, k, (byte) 99);
        }
        getRow(view, i, target);
        assertThat(target).as("row %s of %s", i, view)
            .isEqualTo(numbers(type.primitive(), entries + 2, 20 * i));
        NdArray expected = NdArray.allocate(ArraySpec.of(type, view.row(i).shape().dims()));
        expected.copyFrom(view.row(i));
        NdArray written = NdArray.allocate(ArraySpec.of(type, expected.shape().dims()));
        copyFrom(written, target);
        assertThat(bytes(written)).isEqualTo(bytes(expected));
      }
    }
  }

  private static void copyFrom(NdArray view, Object source) {
    switch (source) {
      case byte[] array -> view.copyFrom(array);
      case short[] array -> view.copyFrom(array);
      case int[] array -> view.copyFrom(array);
      case long[] array -> view.copyFrom(array);
      case float[] array -> view.copyFrom(array);
      default -> view.copyFrom((double[]) source);
    }
  }

  private static byte[] bytes(NdArray view) {
    return view.segment().toArray(JAVA_BYTE);
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatIsNoRowOrDoesNotFitIsRefusedAndNothingChanges(PrimitiveType type) {
    for (NdArray view : layouts(type)) {
      int entries = entries(view);
      Object enough = numbers(type.primitive(), entries, 1);
      for (long i : new long[] {-1, view.shape().dim(0), Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> getRow(view, i, enough)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> setRow(view, i, enough)).isInstanceOf(IndexOutOfBoundsException.class);
      }
      if (entries > 0) {
        Object few = javaArray(type.primitive(), entries - 1);
        assertThatThrownBy(() -> getRow(view, 0, few)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> setRow(view, 0, few)).isInstanceOf(IllegalArgumentException.class);
      }
      for (Primitive other : WITH_JAVA_ARRAY) {
        Object wrong = javaArray(other, entries);
        if (!wrong.getClass().equals(enough.getClass())) {
          assertThatThrownBy(() -> getRow(view, 0, wrong)).isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> setRow(view, 0, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
    NdArray scalar = NdArray.allocate(ArraySpec.of(type));
    assertThatThrownBy(() -> getRow(scalar, 0, javaArray(type.primitive(), 2)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void typesWithoutJavaArrayAreRefused() {
    NdArray unsigned = NdArray.allocate(ArraySpec.of(DType.UINT8, 2, 2));
    assertThatThrownBy(() -> unsigned.getRow(0, new byte[2])).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uint8");
  }

  @Test
  void nothingIsAllocated() {
    NdArray view = NdArray.allocate(ArraySpec.of(DType.FLOAT32, 100, 64));
    NdArray swapped = NdArray.allocate(ArraySpec.of(DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN), 100, 64));
    float[] row = new float[64];
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 100 && allocated > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int repetition = 0; repetition < 100; repetition++) {
        for (int i = 0; i < 100; i++) {
          view.getRow(i, row);
          swapped.setRow(i, row);
          swapped.getRow(i, row);
          view.setRow(i, row);
          row[0] += view.getFloat(i, 1);
        }
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }

  @Test
  void filesGiveRowsUntilTheyFailOrAreClosed() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[1 << 20]);
    float[] row = new float[1024];
    StoredArray array = ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore())
        .layout(ArraySpec.of(DType.FLOAT32, 256, 1024), 0).open();
    NdArray view = array.view();
    view.getRow(255, row);
    assertThatThrownBy(() -> view.setRow(0, row)).isInstanceOf(ReadOnlyArrayException.class);
    try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
      truncated.setLength(500_000);
    }
    view.getRow(0, row);
    for (int i = 0; i < 2000; i++) { // Compiled as well as interpreted.
      assertThatThrownBy(() -> view.getRow(200, row)).isInstanceOf(StorageFaultException.class)
          .hasMessageContaining(file.toString());
    }
    array.close();
    assertThatThrownBy(() -> view.getRow(0, row)).isInstanceOf(IllegalStateException.class);
  }
}
