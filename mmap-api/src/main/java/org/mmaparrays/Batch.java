package org.mmaparrays;

/**
 * Some rows of an array that are processed together, with their numbers; got from {@link Batches}.
 *
 * <p>{@snippet :
 * for (Batch batch : images.shuffledBatches(256, 65_536, seed + epoch)) {
 *   step(batch.view(), labels.gather(batch.rows()));
 * }
 * }
 */
public final class Batch {
  private final long[] rows;
  private final NdArray view;

  Batch(long[] rows, NdArray view) {
    this.rows = rows;
    this.view = view;
  }

  /** Returns which rows of the array they are, in the order of the view; an array of this batch's own. */
  public long[] rows() {
    return rows;
  }

  /**
   * Returns their elements, valid until the next batch of the same iteration is taken. Afterwards it may be an {@link
   * IllegalStateException}; {@link NdArray#copy} elements that are to stay.
   */
  public NdArray view() {
    return view;
  }

  /** Returns text as in {@code 256 rows: float32 (256, 784) little-endian view of features.npy}. */
  @Override
  public String toString() {
    return rows.length + " rows: " + view;
  }
}
