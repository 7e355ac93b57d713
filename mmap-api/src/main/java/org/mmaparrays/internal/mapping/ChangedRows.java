package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.RowRange;

/** The rows of an array open copy-on-write that differ from the file. */
public final class ChangedRows {
  private final ArraySpec spec;
  private final RowSet rows = new RowSet();

  private ChangedRows(ArraySpec spec) {
    this.spec = spec;
  }

  static List<RowRange> of(ArraySpec spec, MemorySegment changed, MemorySegment original) {
    if (spec.byteSize() == 0) {
      return List.of();
    }
    ChangedRows found = new ChangedRows(spec);
    try {
      if (spec.order() == MemoryOrder.C) {
        long rowBytes = spec.byteSize() / RowRange.all(spec.shape()).count();
        Differences.forEach(changed, original, rowBytes,
            (from, to, now, before, at) -> found.rows(from, to, rowBytes));
      } else {
        Differences.forEach(changed, original, spec.dtype().byteSize(),
            (from, to, now, before, at) -> found.columnMajor(from, to));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.rows.ranges();
  }

  /** One change is enough: the rest of its row need not be looked at. */
  private long rows(long from, long to, long rowBytes) {
    long end = Math.ceilDiv(to, rowBytes);
    rows.add(from / rowBytes, end);
    return end * rowBytes;
  }

  /** In column-major order each column has an element of every row, one after the other. */
  private long columnMajor(long from, long to) {
    long count = spec.shape().dim(0);
    long element = from / spec.dtype().byteSize();
    long end = Math.ceilDiv(to, spec.dtype().byteSize());
    while (element < end) {
      long row = element % count;
      long endRow = Math.min(row + end - element, count);
      rows.add(row, endRow);
      element += endRow - row;
    }
    return to;
  }
}
