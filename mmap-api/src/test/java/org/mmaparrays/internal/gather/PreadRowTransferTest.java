package org.mmaparrays.internal.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.spi.Storage;

/** The way to rows without native access, on any machine. */
class PreadRowTransferTest {
  private static final int BLOCK_ROWS = 100;

  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("x");
  }

  private Mapping mapped(ArraySpec spec, OpenMode mode) throws IOException {
    byte[] bytes = new byte[(int) spec.byteSize()];
    new Random(1).nextBytes(bytes);
    Files.write(file(), bytes);
    return Mapping.of(ArrayRef.of(file()), new Storage.Contiguous(file(), 0, spec, true), mode);
  }

  private static StridedMemory elements(Mapping mapping, ArraySpec spec) {
    return StridedMemory.over(mapping.memory(), mapping.scope(), spec);
  }

  private static boolean copy(StridedMemory source, long[] rows, StridedMemory target) {
    SortedRows sorted = SortedRows.of(rows, 0, rows.length, source.shape().dim(0));
    RowCopy copy = new RowCopy(source, target.memory(), target.base(), target.strides(),
        source.type().isSwapped() != target.type().isSwapped());
    int[] blocks = IntStream.range(0, Math.ceilDiv(rows.length, BLOCK_ROWS)).toArray();
    return new PreadRowTransfer(source, sorted, copy).copy(blocks, BLOCK_ROWS);
  }

  private static byte[] bytes(StridedMemory elements) {
    return elements.copy().segment().toArray(ValueLayout.JAVA_BYTE);
  }

  private static void assertRows(StridedMemory target, StridedMemory source, long[] rows) {
    for (int place = 0; place < rows.length; place++) {
      StridedMemory expected = StridedMemory.allocate(ArraySpec.of(target.type(), target.row(place).shape()));
      expected.copyFrom(source.row(rows[place]));
      assertThat(bytes(target.row(place))).as("row %s at %s", rows[place], place).isEqualTo(bytes(expected));
    }
  }

  @Test
  void rowsReadFromTheFileAreThoseOfTheMapping() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN), 1000, 300);
    long[] rows = new Random(2).longs(777, 0, 1000).toArray();
    Mapping mapping = mapped(spec, OpenMode.READ_WRITE);
    StridedMemory all = elements(mapping, spec);
    MemorySegment notFlushed = all.row(rows[5]).segment();
    notFlushed.fill((byte) 7);
    for (StridedMemory source : List.of(all, all.flip(0), all.slice(0, 0, 1000, 1))) {
      StridedMemory target = StridedMemory.allocate(ArraySpec.of(DType.FLOAT32, 777, 300));
      assertThat(copy(source, rows, target)).isTrue();
      assertRows(target, source, rows);
    }
    mapping.close();
  }

  /** The threads' buffers must not take memory in proportion to rows of any length. */
  @Test
  void longRowsAreLeftToTheMapping() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT8, 3, PreadRowTransfer.LARGEST_ROW_BYTES + 1);
    Mapping mapping = mapped(spec, OpenMode.READ);
    StridedMemory target =
        StridedMemory.allocate(ArraySpec.of(DType.INT8, 2, PreadRowTransfer.LARGEST_ROW_BYTES + 1));
    assertThat(copy(elements(mapping, spec), new long[] {2, 0}, target)).isFalse();
    mapping.close();
  }

  @Test
  void anotherFileOfTheSameNameIsNotRead() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.INT8, 100, 10);
    Mapping mapping = mapped(spec, OpenMode.READ);
    StridedMemory target = StridedMemory.allocate(ArraySpec.of(DType.INT8, 1, 10));
    Path other = Files.write(folder.resolve("other"), new byte[1100]);
    Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(copy(elements(mapping, spec), new long[] {3}, target)).isFalse();
    Files.delete(file());
    assertThat(copy(elements(mapping, spec), new long[] {3}, target)).isFalse();
    mapping.close();
  }

  @Test
  void aTruncatedFileIsAFault() throws IOException {
    ArraySpec spec = ArraySpec.of(DType.FLOAT32, 4000, 512);
    long[] rows = new Random(2).longs(5000, 0, 4000).toArray();
    Mapping mapping = mapped(spec, OpenMode.READ);
    try (RandomAccessFile open = new RandomAccessFile(file().toFile(), "rw")) {
      open.setLength(4096);
    }
    StridedMemory target = StridedMemory.allocate(ArraySpec.of(DType.FLOAT32, 5000, 512));
    assertThatThrownBy(() -> copy(elements(mapping, spec), rows, target))
        .isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("truncated").rootCause().hasMessageContaining("ends at byte 4096");
    mapping.close();
  }
}
