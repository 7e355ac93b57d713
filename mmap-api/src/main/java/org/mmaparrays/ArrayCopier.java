package org.mmaparrays;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;

/** Writes an open array as another one, block by block, under a temporary name until it is complete. */
final class ArrayCopier {
  private static final int BLOCK = 1 << 20;

  private ArrayCopier() {}

  static void save(StoredArray source, ArrayRef target, OpenMode mode) throws IOException {
    Path from = source.info().dataFile();
    if (mode == OpenMode.CREATE && Files.exists(target.file()) && Files.exists(from)
        && Files.isSameFile(target.file(), from)
        && (target.member().isEmpty() || target.member().equals(source.ref().member()))) {
      throw new IllegalArgumentException(target
          + ": is the array itself, whose open handle would stay with the"
          + " replaced file; choose another name, or write changes into it (commit in mode c, flush in r+)");
    }
    try (ArrayDraft draft = ArrayStores.draft(target, source.spec(), mode)) {
      copy(source, draft.array().view());
      draft.publish();
    }
  }

  private static void copy(StoredArray source, NdArray target) {
    switch (source) {
      case MappedArray mapped -> copy(mapped.view(), target);
      case DecodedArray decoded -> {
        for (Chunk chunk : decoded.chunks()) {
          copy(chunk.view(), target.rows(chunk.rows()));
        }
      }
    }
  }

  private static void copy(NdArray source, NdArray target) {
    boolean sameLayout = (source.elements.isDense(MemoryOrder.C) && target.elements.isDense(MemoryOrder.C))
        || (source.elements.isDense(MemoryOrder.F) && target.elements.isDense(MemoryOrder.F));
    if (!sameLayout) {
      target.copyFrom(source);
      return;
    }
    MemorySegment from = source.segment();
    MemorySegment to = target.segment();
    source.elements.reading(() -> target.elements.writing(() -> copyWhatIsNotZero(from, to)));
  }

  /** Copies blocks that are not all zeros; the others stay holes of the new file. */
  private static void copyWhatIsNotZero(MemorySegment from, MemorySegment to) {
    byte[] block = new byte[BLOCK];
    byte[] zeros = new byte[BLOCK];
    for (long position = 0; position < from.byteSize(); position += BLOCK) {
      int length = (int) Math.min(BLOCK, from.byteSize() - position);
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, position, block, 0, length);
      if (!Arrays.equals(block, 0, length, zeros, 0, length)) {
        MemorySegment.copy(block, 0, to, ValueLayout.JAVA_BYTE, position, length);
      }
    }
  }
}
