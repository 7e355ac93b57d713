package org.mmaparrays.internal.decoding;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.internal.memory.StridedCopy;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Storage;

/** The blocks of one array, where each of them is, and the one reader of all; for any number of threads of our own. */
public final class Blocks {
  private final Storage.Decoded storage;
  private final PrimitiveType type;
  private final long[] strides;
  private final Shape grid;
  private final BlockReader reader;
  private final MemoryScope scope;

  /** Held for reading by threads that read, so that closing waits for them. */
  private final ReadWriteLock reading = new ReentrantReadWriteLock();

  private Blocks(Storage.Decoded storage, MemoryScope scope, BlockReader reader) {
    this.storage = storage;
    this.type = switch (storage.spec().dtype()) {
      case PrimitiveType primitive -> primitive;
    };
    this.strides = StridedMemory.denseStrides(storage.blockShape(), MemoryOrder.C, type.byteSize());
    this.scope = scope;
    this.reader = reader;
    long[] counts = storage.spec().shape().dims();
    Arrays.setAll(counts, axis -> Math.ceilDiv(counts[axis], storage.blockShape().dim(axis)));
    this.grid = Shape.of(counts);
  }

  /**
   * Opens the file for reading blocks.
   *
   * @param scope the right to read them, which {@link #close} ends
   */
  public static Blocks open(Storage.Decoded storage, MemoryScope scope) throws IOException {
    return new Blocks(storage, scope, storage.blocks().open());
  }

  /** Returns the number of blocks along each axis. */
  public Shape grid() {
    return grid;
  }

  /** Returns the shape of each. */
  public Shape shape() {
    return storage.blockShape();
  }

  /** Returns the spec of the whole array. */
  public ArraySpec spec() {
    return storage.spec();
  }

  public PrimitiveType type() {
    return type;
  }

  MemoryScope scope() {
    return scope;
  }

  /** Returns the block with an index in row-major order. */
  public long[] index(long number) {
    long[] index = new long[grid.rank()];
    long rest = number;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % grid.dim(axis);
      rest /= grid.dim(axis);
    }
    return index;
  }

  /**
   * Returns the elements of a block that are inside the array, to be copied from.
   *
   * @throws StorageFaultException if it cannot be read or decoded
   * @throws IllegalStateException if the array is closed
   */
  public StridedMemory read(long... index) {
    return whileOpen(() -> {
      MemorySegment block = reader.read(index);
      checkSize(block);
      return new StridedMemory(block, scope, type, inside(index), 0, strides);
    }, index);
  }

  /**
   * Reads a block straight into memory, if the store can.
   *
   * @param target as many elements as a block has, side by side
   * @return false if it cannot
   * @throws StorageFaultException if the block cannot be read or decoded
   * @throws IllegalStateException if the array is closed
   */
  boolean readInto(StridedMemory target, long... index) {
    MemorySegment memory = target.memory().asSlice(target.base(), bytes());
    return whileOpen(() -> reader.readInto(memory, index), index);
  }

  /**
   * Copies elements of a block.
   *
   * @throws StorageFaultException if its memory cannot be read
   * @throws IllegalStateException if the array is closed
   */
  void copy(StridedMemory from, StridedMemory to, long... index) {
    boolean ignored = whileOpen(() -> {
      StridedCopy.copy(from, to);
      return true;
    }, index);
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T whileOpen(Reading<T> work, long... index) {
    reading.readLock().lock();
    try {
      scope.checkOpen();
      T result = work.run();
      PendingFault.surface();
      return result;
    } catch (IOException failed) {
      throw new StorageFaultException(place(index) + " could not be read: " + FileFault.reason(failed)
          + "; close the array and verify the file", failed);
    } catch (InternalError fault) {
      throw MappingFault.of(place(index), fault);
    } finally {
      reading.readLock().unlock();
    }
  }

  private long bytes() {
    return storage.blockShape().elementCount() * type.byteSize();
  }

  private void checkSize(MemorySegment block) throws ArrayFormatException {
    if (block.byteSize() != bytes()) {
      throw new ArrayFormatException(storage.file(), "a block of " + block.byteSize() + " bytes",
          bytes() + " bytes, for " + type + " " + storage.blockShape());
    }
  }

  private Shape inside(long... index) {
    long[] dims = new long[index.length];
    for (int axis = 0; axis < dims.length; axis++) {
      long length = storage.blockShape().dim(axis);
      dims[axis] = Math.min(length, storage.spec().shape().dim(axis) - index[axis] * length);
    }
    return Shape.of(dims);
  }

  private String place(long... index) {
    if (index.length == 0) {
      return scope.array();
    }
    long from = index[0] * storage.blockShape().dim(0);
    return scope.array() + ": rows " + new RowRange(from, from + inside(index).dim(0)) + " (block "
        + Arrays.toString(index) + ")";
  }

  /** Ends the right to read, waits for threads that are reading, and closes the file; a second close does nothing. */
  void close() {
    if (!scope.close()) {
      return;
    }
    reading.writeLock().lock();
    try {
      reader.close();
    } catch (IOException failed) {
      throw new StorageFaultException(scope.array() + ": " + FileFault.reason(failed), failed);
    } finally {
      reading.writeLock().unlock();
    }
  }
}
