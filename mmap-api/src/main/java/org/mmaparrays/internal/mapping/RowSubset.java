package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.Storage;

/**
 * Some rows of a stored array, which make an array of their own.
 *
 * <p>In row-major order they lie side by side, and nothing else is mapped. In column-major order each column has a piece of
 * them: all is mapped, and only they are shown.
 *
 * @param all where all rows are
 * @param rows which of them
 */
public record RowSubset(Storage.Contiguous all, RowRange rows) {
  /**
   * Returns the rows, or all if they are null.
   *
   * @throws IndexOutOfBoundsException if the array does not have them
   * @throws ArrayFormatException if the file does not hold all of the array
   */
  public static RowSubset of(ArrayRef ref, Storage.Contiguous all, @Nullable RowRange rows)
      throws IOException {
    RowRange chosen = chosen(ref, all.spec().shape(), rows);
    if (rows != null) {
      // Looked at here, since the mapping of a part checks that part only.
      FileLength.check(all, Files.size(all.file()));
    }
    return new RowSubset(all, chosen);
  }

  /**
   * Returns the rows of an array that were asked for, or all if that is null.
   *
   * @throws IndexOutOfBoundsException if the array does not have them
   */
  public static RowRange chosen(ArrayRef ref, Shape shape, @Nullable RowRange asked) {
    RowRange every = RowRange.all(shape);
    if (asked == null) {
      return every;
    }
    if (!every.contains(asked) || (shape.rank() == 0 && asked.isEmpty())) {
      throw new IndexOutOfBoundsException(
          ref + ": rows " + asked + " are outside shape " + shape + ", which has rows " + every);
    }
    return asked;
  }

  /** Returns the part of the file that has to be mapped. */
  public Storage.Contiguous mapped() {
    return isDense() && !isAll() ? storage() : all;
  }

  /** Returns the elements of the rows in a mapping of that part. */
  public StridedMemory elements(Mapping mapping) {
    StridedMemory view = StridedMemory.over(mapping.memory(), mapping.scope(), mapped().spec());
    return isDense() ? view : view.rows(rows.from(), rows.to());
  }

  /** Returns the rows that differ from the file in a copy-on-write mapping of that part, counted from the first of them. */
  public List<RowRange> changed(Mapping mapping) {
    List<RowRange> changed = ChangedRows.of(mapped().spec(), mapping.memory(), mapping.original());
    return isDense()
        ? changed
        : changed.stream().filter(rows::overlaps)
            .map(range -> new RowRange(Math.max(range.from(), rows.from()) - rows.from(),
                Math.min(range.to(), rows.to()) - rows.from()))
            .toList();
  }

  /** Returns where the rows are, as an array of their own. */
  public Storage.Contiguous storage() {
    return new Storage.Contiguous(all.file(), offset(), spec(), false);
  }

  private boolean isDense() {
    return isAll() || all.spec().order() == MemoryOrder.C;
  }

  private boolean isAll() {
    return rows.equals(RowRange.all(all.spec().shape()));
  }

  private ArraySpec spec() {
    return all.spec().withRows(rows.count());
  }

  private long offset() {
    if (isAll() || all.spec().byteSize() == 0) {
      return all.offset();
    }
    long[] strides = StridedMemory.denseStrides(
        all.spec().shape(), all.spec().order(), all.spec().dtype().byteSize());
    return all.offset() + (rows.isEmpty() ? 0 : rows.from() * strides[0]);
  }
}
