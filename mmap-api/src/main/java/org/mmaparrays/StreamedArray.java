package org.mmaparrays;

import java.util.Optional;

/** A stored array whose chunks are read from the file into a buffer of each worker, and not mapped. */
record StreamedArray(StoredArray array) implements ArrayData {
  @Override
  public DType dtype() {
    return array.dtype();
  }

  @Override
  public Shape shape() {
    return array.shape();
  }

  @Override
  public Optional<NdArray> inPlace() {
    return Optional.empty();
  }

  @Override
  public Chunks chunks(long rows) {
    return array.chunks(rows);
  }
}
