package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.linux.MemoryPages;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;

/** Faults are told where they happen, also by code that has been compiled and inlined. */
class PendingFaultTest {
  private static final int LENGTH = 200_000;
  private static final int CUT = 100_000;
  private static final int FEW = 20;
  private static final int ROUNDS = 10;

  @TempDir
  Path folder;

  private ArrayRef ref(int round) {
    return ArrayRef.of(folder.resolve("x" + round));
  }

  private static void cut(ArrayRef ref) throws IOException {
    try (RandomAccessFile other = new RandomAccessFile(ref.file().toFile(), "rw")) {
      other.setLength(CUT);
    }
  }

  /** The first byte that cannot be reached: the rest of the last page can. */
  private static long end() {
    return Math.ceilDiv(CUT, MemoryPages.bytes()) * MemoryPages.bytes();
  }

  @Test
  void aRowThatIsNotThereIsNotCounted() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      RowWriter writer = ArrayStores.rowWriter(ref(round)).store(new BytesStore())
          .policy(FlushPolicy.manual()).create(ArraySpec.of(DType.INT8, LENGTH));
      cut(ref(round));
      try {
        assertThatThrownBy(() -> {
          while (true) {
            writer.write(row -> row.setByte(new long[0], (byte) 1));
          }
        }).isInstanceOf(StorageFaultException.class);
        assertThat(writer.position()).isEqualTo(end());
      } finally {
        assertThatThrownBy(writer::close).isInstanceOf(StorageFaultException.class);
      }
    }
  }

  @Test
  void bulkOperationsOfFewElementsTellTheirFaults() throws IOException {
    byte[] few = new byte[FEW];
    for (int round = 0; round < ROUNDS; round++) {
      StoredArray array = ArrayStores.creator(ref(round)).store(new BytesStore())
          .create(ArraySpec.of(DType.INT8, LENGTH), OpenMode.CREATE_NEW);
      NdArray view = array.view();
      cut(ref(round));
      try {
        for (int warming = 0; warming < 10; warming++) {
          long to = end() / FEW * FEW;
          assertThat(rowsWritten(view, few, to)).isEqualTo(to);
        }
        assertThatThrownBy(() -> rowsWritten(view, few, LENGTH)).isInstanceOf(StorageFaultException.class);
      } finally {
        assertThatThrownBy(array::close).isInstanceOf(StorageFaultException.class);
      }
    }
  }

  private static long rowsWritten(NdArray view, byte[] few, long to) {
    long from = 0;
    for (; from < to; from += FEW) {
      view.rows(from, from + FEW).copyFrom(few);
    }
    return from;
  }
}
