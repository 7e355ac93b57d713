package org.mmaparrays.compute.internal.passes;

import java.util.function.Consumer;
import org.mmaparrays.ArrayData;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;

/** The listener to rows that a kernel has written, which starts their way to the device. */
public final class Written {
  private Written() {}

  /** Starts writing rows of a stored array to the device, where it is the file that they are in; nothing for others. */
  public static Consumer<RowRange> rows(ArrayData target) {
    return target instanceof StoredArray stored && stored.mode() != OpenMode.COPY_ON_WRITE
        ? stored::writeBack
        : rows -> {};
  }
}
