package org.mmaparrays;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/**
 * What locks, checkpoints and journals tell arrays apart by, whatever name was asked for: the file, and where it can hold
 * several, the byte at which the array's elements start. An array that takes the name of another has another.
 *
 * @param ref the array as it was asked for
 * @param offset the byte offset of the first element; empty for the file as such, and where it can hold one array only
 */
record ArrayKey(ArrayRef ref, OptionalLong offset) {
  /** The file as such. */
  static ArrayKey ofFile(ArrayRef ref) {
    return new ArrayKey(ref, OptionalLong.empty());
  }

  /** The key of what a store has located. */
  static ArrayKey of(ArrayRef ref, ArrayStore store, Storage.Contiguous storage) {
    return store.capabilities().contains(Capability.MEMBERS)
        ? new ArrayKey(ref, OptionalLong.of(storage.offset()))
        : ofFile(ref);
  }

  /** The right to write the array, or some rows of it. */
  LockScope claim(@Nullable RowRange rows) {
    return offset.isPresent() ? LockScope.array(offset.getAsLong(), rows) : LockScope.file(rows);
  }
}
