package org.mmaparrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.support.DeclaredStore;

/** Chunks are all rows, once, in their order, wherever the elements are. */
class ChunksTest {
  @TempDir
  Path folder;

  private StoredArray open(ArraySpec spec, OpenMode mode) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(spec.byteSize()) + 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path file = Files.write(folder.resolve("x"), bytes);
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(spec, 3).open(mode);
  }

  private static void assertAllRows(ArrayData data, NdArray expected, long rowsPerChunk) {
    long row = 0;
    long index = 0;
    Chunks chunks = data.chunks(rowsPerChunk);
    for (Chunk chunk : chunks) {
      assertThat(chunk.index()).isEqualTo(index++);
      long end = Math.min(row + rowsPerChunk, RowRange.all(expected.shape()).count());
      assertThat(chunk.rows()).isEqualTo(new RowRange(row, end));
      assertSame(chunk.view(), expected.rows(chunk.rows()));
      row = end;
    }
    assertThat(row).isEqualTo(RowRange.all(expected.shape()).count());
    assertThat(chunks.count()).isEqualTo(index);
    assertThat(chunks.rowsPerChunk()).isEqualTo(rowsPerChunk);
  }

  private static void assertSame(NdArray found, NdArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.dtype()).isEqualTo(expected.dtype());
    assertThat(bits(found)).isEqualTo(bits(expected));
  }

  private static byte[] bits(NdArray view) {
    NdArray copy = NdArray.allocate(new ArraySpec(view.type, view.shape(), MemoryOrder.C, Attributes.NONE));
    copy.copyFrom(view);
    return copy.segment().toArray(JAVA_BYTE);
  }

  @ParameterizedTest
  @EnumSource(Primitive.class)
  void ofEveryTypeOrderAndShape(Primitive primitive) throws IOException {
    DType type = DType.parse(">" + primitive.code() + primitive.byteSize());
    for (MemoryOrder order : MemoryOrder.values()) {
      for (long[] dims : new long[][] {{}, {0}, {1}, {10}, {7, 3}, {5, 2, 3}, {4, 0}, {0, 4}}) {
        ArraySpec spec = ArraySpec.of(type, dims).withOrder(order);
        for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
          try (StoredArray array = open(spec, mode)) {
            for (long rows : new long[] {1, 3, 4, 10, Long.MAX_VALUE}) {
              assertAllRows(array, array.view(), rows);
              assertAllRows(array.view(), array.view(), rows);
              assertAllRows(array.load(), array.view(), rows);
              assertAllRows(array.streaming(), array.view(), rows);
            }
          }
        }
      }
    }
  }

  @Test
  void ofSomeRowsOfAFile() throws IOException {
    for (MemoryOrder order : MemoryOrder.values()) {
      ArraySpec spec = ArraySpec.of(DType.INT16, 20, 3).withOrder(order);
      try (StoredArray all = open(spec, OpenMode.READ)) {
        for (Partition part : all.partitions(3)) {
          try (StoredArray some = part.open()) {
            assertAllRows(some, all.view().rows(part.rows()), 2);
            assertAllRows(some.streaming(), all.view().rows(part.rows()), 2);
          }
        }
      }
    }
  }

  @Test
  void ofViewsThatAreNotDense() {
    NdArray view = NdArray.allocate(ArraySpec.of(DType.INT32, 9, 8));
    for (int i = 0; i < 72; i++) {
      view.setInt(i / 8, i % 8, i);
    }
    for (NdArray odd : List.of(view.transpose(), view.flip(0), view.slice(0, 1, 9, 3), view.select(1, 3))) {
      assertAllRows(odd, odd, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void haveOneRowAtLeast(long rows) {
    NdArray view = NdArray.allocate(ArraySpec.of(DType.INT32, 9));
    assertThatThrownBy(() -> view.chunks(rows)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void areAFewMebibytesLongUnlessToldOtherwise() {
    assertThat(NdArray.allocate(ArraySpec.of(DType.FLOAT32, 3, 512)).chunks().rowsPerChunk()).isEqualTo(2048);
    assertThat(NdArray.allocate(ArraySpec.of(DType.FLOAT64)).chunks().count()).isOne();
    assertThat(NdArray.allocate(ArraySpec.of(DType.INT8, 2, 5 << 20)).chunks().rowsPerChunk()).isOne();
    assertThat(NdArray.allocate(ArraySpec.of(DType.INT8, 5, 0)).chunks().count()).isOne();
    assertThat(NdArray.allocate(ArraySpec.of(DType.INT8, 0)).chunks().count()).isZero();
  }

  @Test
  void canBeSetInPlace() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT8, 10, 4);
    try (StoredArray array = open(spec, OpenMode.READ_WRITE)) {
      array.chunks(3).forEach(chunk -> chunk.view().fill(chunk.index()));
      assertThat(array.view().getByte(9, 3)).isEqualTo((byte) 3);
      assertThat(array.view().getByte(2, 3)).isZero();
    }
  }

  @Test
  void areAStreamInTheirOrder() {
    NdArray view = NdArray.allocate(ArraySpec.of(DType.INT8, 10, 4));
    assertThat(view.chunks(4).stream().map(chunk -> chunk.rows().toString())).containsExactly("0:4", "4:8",
        "8:10");
    assertThat(view.chunks(4).stream().isParallel()).isFalse();
    assertThat(view.chunks(4).stream().count()).isEqualTo(3);
  }

  @Test
  void canBeWalkedAgainAndWithinEachOther() {
    Chunks chunks = NdArray.allocate(ArraySpec.of(DType.INT8, 10, 4)).chunks(4);
    List<String> pairs = new ArrayList<>();
    for (Chunk a : chunks) {
      for (Chunk b : chunks) {
        pairs.add(a.index() + "" + b.index());
      }
    }
    assertThat(pairs).containsExactly("00", "01", "02", "10", "11", "12", "20", "21", "22");
  }

  @Test
  void endWithAnException() {
    Iterator<Chunk> walk = NdArray.allocate(ArraySpec.of(DType.INT8, 2)).chunks(2).iterator();
    walk.next();
    assertThat(walk.hasNext()).isFalse();
    assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void ofAClosedArrayAreAnIllegalState() throws IOException {
    StoredArray array = open(ArraySpec.of(DType.INT8, 10, 4), OpenMode.READ);
    for (ArrayData data : List.of(array, array.view(), array.streaming())) {
      Chunks chunks = data.chunks(2);
      chunks.iterator().next();
      Iterator<Chunk> started = chunks.iterator();
      started.next();
      if (data == array.streaming()) {
        array.close();
        assertThatThrownBy(started::next).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
        assertThatThrownBy(() -> chunks.parallel().forEach(chunk -> {}))
            .isInstanceOf(IllegalStateException.class);
      }
    }
    assertThatThrownBy(array::chunks).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.streaming().chunks()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void moreResultsThanAListCanHaveAreRefusedAtOnce() {
    NdArray tall = NdArray.allocate(ArraySpec.of(DType.INT8, 3_000_000_000L, 0));
    assertThatThrownBy(() -> tall.chunks(1).parallel(2).map(chunk -> {
      throw new AssertionError("no chunk is to be looked at");
    })).isInstanceOf(OutOfMemoryError.class).hasMessageContaining("3000000000 results")
        .hasMessageContaining("larger chunks");
  }

  @Test
  void ofAFileThatIsNotInMemoryAreTheSame() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT32, 20_000, 1024);
    try (StoredArray array = open(spec, OpenMode.READ)) {
      NdArray expected = array.load();
      for (long rows : new long[] {1, 1000, 6000}) {
        for (ArrayData data : List.of(array, array.streaming())) {
          array.advise(ReadAdvice.DONE_WITH);
          for (Chunk chunk : data.chunks(rows)) {
            NdArray row = chunk.view().row(0);
            assertThat(bits(row)).isEqualTo(bits(expected.row(chunk.rows().from())));
          }
        }
      }
    }
  }

  @Test
  void moreRowsThanHalfOfAllThatCanBeCounted() {
    NdArray array = NdArray.allocate(ArraySpec.of(DType.INT8, Long.MAX_VALUE, 0));
    List<RowRange> rows = new ArrayList<>();
    array.chunks((1L << 62) + 1).forEach(chunk -> rows.add(chunk.rows()));
    assertThat(rows).containsExactly(new RowRange(0, (1L << 62) + 1),
        new RowRange((1L << 62) + 1, Long.MAX_VALUE));
  }
}
