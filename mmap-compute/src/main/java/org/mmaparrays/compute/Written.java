package org.mmaparrays.compute;

import java.util.function.Consumer;
import org.mmaparrays.ArrayData;
import org.mmaparrays.OpenMode;
import org.mmaparrays.RowRange;
import org.mmaparrays.StoredArray;

/** What becomes of rows that a kernel has written. */
final class Written {
  private Written() {}

  /** Starts writing rows of a stored array to the device, where it is the file that they are in; nothing for others. */
  static Consumer<RowRange> rows(ArrayData target) {
    return target instanceof StoredArray stored && stored.mode() != OpenMode.COPY_ON_WRITE
        ? stored::writeBack
        : rows -> {};
  }
}
