package org.mmaparrays.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The description of a stored array, read from its metadata alone.
 *
 * @param ref the array
 * @param store the name of the store that reads it
 * @param spec its type, shape, order and attributes
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

  /** Returns whether the elements are mapped in place, rather than decoded. */
  public boolean mapped() {
    return encoding.isEmpty();
  }

  /** Returns the size of all elements, in bytes. */
  public long byteLength() {
    return spec.byteSize();
  }
}
