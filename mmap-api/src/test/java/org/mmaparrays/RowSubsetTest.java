package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.support.BytesStore;

/** An array opened with some of its rows is the array of those rows. */
class RowSubsetTest {
  /** 8 x 3 of the numbers from 0, behind four bytes of something else. */
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT16, 8, 3);

  @TempDir
  Path folder;

  private Path file(MemoryOrder order) throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[4 + 48]);
    try (StoredArray all = opener(file, order).open(OpenMode.READ_WRITE)) {
      for (int i = 0; i < 24; i++) {
        all.view().setShort(i / 3, i % 3, (short) i);
      }
    }
    return file;
  }

  private static ArrayOpener opener(Path file, MemoryOrder order) {
    return ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore())
        .layout(SPEC.withOrder(order), 4);
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void itHasTheirShapeAndElements(MemoryOrder order) throws IOException {
    Path file = file(order);
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      try (StoredArray some = opener(file, order).rows(2, 5).open(mode)) {
        assertThat(some.spec()).isEqualTo(SPEC.withOrder(order).withShape(Shape.of(3, 3)));
        assertThat(some.view().shape()).isEqualTo(Shape.of(3, 3));
        assertThat(some.rows()).isEqualTo(new RowRange(2, 5));
        assertThat(some.info().byteLength()).isEqualTo(18);
        assertThat(some.info().offset()).hasValue(order == MemoryOrder.C ? 4 + 12 : 4 + 4);
        for (NdArray view : List.of(some.view(), some.load(),
            some.loadRegion(Region.of(new long[2], new long[] {3, 3})))) {
          for (int i = 0; i < 9; i++) {
            assertThat(view.getShort(i / 3, i % 3)).isEqualTo((short) (6 + i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void whatIsWrittenGoesToThemAndNowhereElse(MemoryOrder order) throws IOException {
    Path file = file(order);
    try (StoredArray some = opener(file, order).rows(2, 5).open(OpenMode.READ_WRITE)) {
      some.view().fill(-1);
      some.flush(new RowRange(1, 2));
      assertThatThrownBy(() -> some.view().setShort(3, 0, (short) 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> some.flush(new RowRange(2, 4))).isInstanceOf(IndexOutOfBoundsException.class);
    }
    try (StoredArray all = opener(file, order).open()) {
      for (int i = 0; i < 24; i++) {
        assertThat(all.view().getShort(i / 3, i % 3)).isEqualTo((short) (i >= 6 && i < 15 ? -1 : i));
      }
    }
    assertThat(Files.readAllBytes(file)).startsWith(0, 0, 0, 0).hasSize(52);
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void noRowsAreAnEmptyArray(MemoryOrder order) throws IOException {
    Path file = file(order);
    for (long row : new long[] {0, 3, 8}) {
      try (StoredArray none = opener(file, order).rows(row, row).open(OpenMode.READ_WRITE)) {
        assertThat(none.view().shape()).isEqualTo(Shape.of(0, 3));
        assertThat(none.partitions(3)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void rowsWithoutElementsLieNowhere(MemoryOrder order) throws IOException {
    Path file = Files.write(folder.resolve("empty"), new byte[0]);
    ArraySpec spec = ArraySpec.of(DType.INT16, 5, 0).withOrder(order);
    ArrayOpener opener =
        ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore()).layout(spec, 0);
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      try (StoredArray some = opener.rows(2, 4).open(mode)) {
        assertThat(some.view().shape()).isEqualTo(Shape.of(2, 0));
      }
    }
  }

  @Test
  void rowsThatAreNotThereAreRefused() throws IOException {
    Path file = file(MemoryOrder.C);
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> opener(file, MemoryOrder.C).rows(7, 9).open(mode))
          .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining(file.toString())
          .hasMessageContaining("7:9").hasMessageContaining("(8, 3)");
    }
    assertThatThrownBy(() -> opener(file, MemoryOrder.C).rows(5, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWholeFileIsCheckedAllTheSame() throws IOException {
    Path file = file(MemoryOrder.C);
    Files.write(file, new byte[4 + 47]);
    assertThatThrownBy(() -> opener(file, MemoryOrder.C).rows(0, 1).open())
        .isInstanceOf(ArrayFormatException.class).hasMessageContaining("1 missing");
  }

  @Test
  void aScalarHasOneRow() throws IOException {
    Path file = Files.write(folder.resolve("scalar"), new byte[] {5, 0});
    ArrayOpener opener = ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore())
        .layout(ArraySpec.of(DType.INT16), 0);
    try (StoredArray scalar = opener.rows(0, 1).open()) {
      assertThat(scalar.view().getShort(new long[0])).isEqualTo((short) 5);
      assertThat(scalar.partitions(4)).hasSize(1);
    }
    assertThatThrownBy(() -> opener.rows(0, 0).open()).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void expectationsAreOfAllRows() throws IOException {
    Path file = file(MemoryOrder.C);
    opener(file, MemoryOrder.C).expect(SPEC).rows(0, 1).open().close();
    assertThatThrownBy(
        () -> opener(file, MemoryOrder.C).expect(SPEC.withShape(Shape.of(1, 3))).rows(0, 1).open())
        .isInstanceOf(SpecMismatchException.class);
  }

  @Test
  void checkpointsAreOfTheRowsOfTheFile() throws IOException {
    Path file = file(MemoryOrder.C);
    try (StoredArray some = opener(file, MemoryOrder.C).rows(2, 5).open(OpenMode.READ_WRITE)) {
      some.checkpoint(4, new byte[0]);
      assertThatThrownBy(() -> some.checkpoint(1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(opener(file, MemoryOrder.C).checkpoints()).singleElement().satisfies(checkpoint -> {
      assertThat(checkpoint.rows()).isEqualTo(new RowRange(2, 5));
      assertThat(checkpoint.completeTo()).isEqualTo(4);
    });
  }

  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void partitionsAreTheRowsInOrderAndBalanced(MemoryOrder order) throws IOException {
    Path file = file(order);
    try (StoredArray all = opener(file, order).open()) {
      assertThat(all.partitions(3)).extracting(Partition::rows)
          .containsExactly(new RowRange(0, 3), new RowRange(3, 6), new RowRange(6, 8));
      assertThat(all.partitions(100)).hasSize(8).allMatch(part -> part.rows().count() == 1);
      assertThatThrownBy(() -> all.partitions(0)).isInstanceOf(IllegalArgumentException.class);
      long expected = 0;
      for (Partition partition : all.partitions(3)) {
        try (StoredArray part = partition.open()) {
          for (long i = 0; i < part.view().shape().elementCount(); i++) {
            assertThat(part.view().getShort(i / 3, i % 3)).isEqualTo((short) expected++);
          }
        }
      }
      assertThat(expected).isEqualTo(24);
    }
    try (StoredArray some = opener(file, order).rows(1, 6).open()) {
      assertThat(some.partitions(2)).extracting(Partition::rows)
          .containsExactly(new RowRange(1, 4), new RowRange(4, 6));
    }
  }

  @Test
  void partitionsOfAnArrayThatWasReplacedAreRefused() throws IOException {
    Path file = file(MemoryOrder.C);
    ArrayOpener vector = ArrayStores.opener(ArrayRef.of(file)).store(new BytesStore());
    Partition partition;
    try (StoredArray all = vector.open()) {
      partition = all.partitions(2).getFirst();
    }
    Files.write(file, new byte[100]);
    assertThatThrownBy(partition::open).isInstanceOf(SpecMismatchException.class);
  }

  @Test
  void privateChangesAreNotDivided() throws IOException {
    try (StoredArray copy = opener(file(MemoryOrder.C), MemoryOrder.C).open(OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> copy.partitions(2)).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("OpenMode.READ");
    }
  }
}
