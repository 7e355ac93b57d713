package org.mmaparrays;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.spi.ArrayStore;

/**
 * Some rows of an array, for a worker to open: small, and serialisable, so that the worker may be another process.
 *
 * <p>Got from {@link StoredArray#partitions}. It travels as an absolute path, the name of the store, and the spec that the array had
 * when it was divided; nothing of its contents.
 *
 * {@snippet :
 * try (StoredArray part = partition.open()) {
 *     double sum = sum(part.view()); // rows partition.rows() of the file, and no others
 * }
 * }
 */
public final class Partition implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient ArrayRef ref;
  private final transient RowRange rows;
  private final transient String storeName;
  /** Where it was divided; elsewhere the store is looked up when it is needed. */
  private final transient @Nullable ArrayStore store;
  private final transient ArraySpec all;
  private final transient long declaredOffset;
  private final transient boolean networkAllowed;

  /**
   * Some rows.
   *
   * @param all the spec of the array when it was divided
   * @param declaredOffset where the elements start, if the caller had to say so; negative if the file says it
   */
  Partition(ArrayRef ref, RowRange rows, ArrayStore store, ArraySpec all, long declaredOffset,
      boolean networkAllowed) {
    this(ref, rows, store.name(), store, all, declaredOffset, networkAllowed);
  }

  private Partition(ArrayRef ref, RowRange rows, String storeName, @Nullable ArrayStore store, ArraySpec all,
      long declaredOffset, boolean networkAllowed) {
    this.ref = ref;
    this.rows = rows;
    this.storeName = storeName;
    this.store = store;
    this.all = all;
    this.declaredOffset = declaredOffset;
    this.networkAllowed = networkAllowed;
  }

  /** Returns the array. */
  public ArrayRef ref() {
    return ref;
  }

  /** Returns the rows of its file. */
  public RowRange rows() {
    return rows;
  }

  /**
   * Opens the rows read-only.
   *
   * @throws IOException as {@link #open(OpenMode)}
   */
  public StoredArray open() throws IOException {
    return open(OpenMode.READ);
  }

  /**
   * Opens the rows; for writing, no other writer may have any of them.
   *
   * @throws SpecMismatchException if the file now holds an array of another element type, shape or order
   * @throws IllegalArgumentException if this process lacks the store
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public StoredArray open(OpenMode mode) throws IOException {
    ArrayOpener opener = ArrayStores.opener(ref).expect(all).rows(rows.from(), rows.to()).allowIncomplete();
    opener = networkAllowed ? opener.allowNetwork() : opener;
    opener = store == null ? opener.store(storeName) : opener.store(store);
    return (declaredOffset < 0 ? opener : opener.layout(all, declaredOffset)).open(mode);
  }

  /** Returns whether array and rows are equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Partition that && ref.equals(that.ref) && rows.equals(that.rows);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ref, rows);
  }

  /** Returns text as in {@code rows 0:1000 of features.npy}. */
  @Override
  public String toString() {
    return "rows " + rows + " of " + ref;
  }

  private Object writeReplace() {
    return new Serialized(ref, rows, storeName, all.dtype().toString(), all.shape(), all.order(),
        declaredOffset, networkAllowed);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a Partition is read through its serialized form only");
  }

  private record Serialized(ArrayRef ref, RowRange rows, String store, String dtype, Shape shape,
      MemoryOrder order,
      long declaredOffset, boolean networkAllowed) implements Serializable {
    private Object readResolve() {
      ArraySpec all = new ArraySpec(DType.parse(dtype), shape, order, Attributes.NONE);
      return new Partition(ref, rows, store, null, all, declaredOffset, networkAllowed);
    }
  }
}
