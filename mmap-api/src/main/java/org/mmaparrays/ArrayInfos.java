package org.mmaparrays;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/** Descriptions of arrays that stores have located. */
final class ArrayInfos {
  private ArrayInfos() {}

  /** Returns the description of an array. */
  static ArrayInfo of(ArrayRef ref, ArrayStore store, Storage storage, List<RowRange> incompleteRows) {
    // A switch over types is linked at run time, which short commands feel.
    if (storage instanceof Storage.Decoded decoded) {
      return new ArrayInfo(ref, store.name(), decoded.spec(), decoded.file(), OptionalLong.empty(),
          Optional.of(decoded.encoding()), incompleteRows);
    }
    Storage.Contiguous contiguous = (Storage.Contiguous) storage;
    return new ArrayInfo(ref, store.name(), contiguous.spec(), contiguous.file(),
        OptionalLong.of(contiguous.offset()), Optional.empty(), incompleteRows);
  }
}
