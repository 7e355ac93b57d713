package org.mmaparrays.internal.files;

import java.util.OptionalLong;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/**
 * The key by which locks, checkpoints and journals tell arrays apart, under any of its names: the file, and where it can hold
 * several, the byte at which the array's elements start. An array that takes the name of another has another.
 *
 * @param ref the array as it was asked for
 * @param offset the byte offset of the first element; empty for the file as such, and where it can hold one array only
 * @param count the number of rows of one of several arrays, which locks need; 1 if it has no bytes
 */
public record ArrayKey(ArrayRef ref, OptionalLong offset, long count) {
  /** Returns the key of the file as such. */
  public static ArrayKey ofFile(ArrayRef ref) {
    return new ArrayKey(ref, OptionalLong.empty(), 1);
  }

  /** Returns the key of an array that a store has located. */
  public static ArrayKey of(ArrayRef ref, ArrayStore store, Storage.Contiguous storage) {
    if (!store.capabilities().contains(Capability.MEMBERS)) {
      return ofFile(ref);
    }
    ArraySpec spec = storage.spec();
    return new ArrayKey(ref, OptionalLong.of(storage.offset()),
        spec.byteSize() == 0 ? 1 : RowRange.all(spec.shape()).count());
  }
}
