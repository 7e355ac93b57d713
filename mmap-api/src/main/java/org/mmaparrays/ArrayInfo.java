package org.mmaparrays;

import java.nio.file.Path;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * What is known of a stored array from its metadata alone.
 *
 * @param ref the array
 * @param store the name of the store that reads it
 * @param spec what it is
 * @param dataFile the file that has the elements
 * @param offset the byte offset of the first element in that file
 * @param mapped whether the elements are mapped in place, rather than decoded
 */
public record ArrayInfo(ArrayRef ref, String store, ArraySpec spec, Path dataFile, long offset,
    boolean mapped) {
  static ArrayInfo of(ArrayRef ref, ArrayStore store, Storage.Contiguous storage) {
    return new ArrayInfo(ref, store.name(), storage.spec(), storage.file(), storage.offset(), true);
  }

  /** The size of all elements, in bytes. */
  public long byteLength() {
    return spec.byteSize();
  }
}
