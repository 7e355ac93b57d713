package org.mmaparrays;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Storage;

/**
 * What is known of a stored array from its metadata alone.
 *
 * @param ref the array
 * @param store the name of the store that reads it
 * @param spec what it is
 * @param dataFile the file that has the elements
 * @param offset the byte offset of the first element in that file; empty if the elements are decoded
 * @param encoding how the elements are stored, for people, as in {@code chunks of (64, 512), gzip}; empty if they are mapped
 * @param incompleteRows the rows of the file that its checkpoints call unwritten, in their order; empty if all are written, or
 *     there are no checkpoints
 */
public record ArrayInfo(ArrayRef ref, String store, ArraySpec spec, Path dataFile, OptionalLong offset,
    Optional<String> encoding, List<RowRange> incompleteRows) {
  /** Copies the list. */
  public ArrayInfo {
    incompleteRows = List.copyOf(incompleteRows);
  }

  static ArrayInfo of(ArrayRef ref, ArrayStore store, Storage storage, List<RowRange> incompleteRows) {
    return switch (storage) {
      case Storage.Contiguous contiguous -> new ArrayInfo(ref, store.name(), contiguous.spec(),
          contiguous.file(), OptionalLong.of(contiguous.offset()), Optional.empty(), incompleteRows);
      case Storage.Decoded decoded -> new ArrayInfo(ref, store.name(), decoded.spec(), decoded.file(),
          OptionalLong.empty(), Optional.of(decoded.encoding()), incompleteRows);
    };
  }

  /** Returns the same of other rows. */
  ArrayInfo withSpec(ArraySpec other) {
    return new ArrayInfo(ref, store, other, dataFile, offset, encoding, incompleteRows);
  }

  /** Whether the elements are mapped in place, rather than decoded. */
  public boolean mapped() {
    return encoding.isEmpty();
  }

  /** The size of all elements, in bytes. */
  public long byteLength() {
    return spec.byteSize();
  }
}
