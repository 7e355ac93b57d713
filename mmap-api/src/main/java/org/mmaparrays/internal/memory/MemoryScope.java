package org.mmaparrays.internal.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.StorageFaultException;

/**
 * The right of views to touch one piece of memory, shared by all of them, and withdrawn when the array is closed.
 *
 * <p>Closing withdraws the right, waits for bulk writes in progress, and leaves the memory mapped until the last view is
 * unreachable. Unmapping under a reader crashes a JVM (JDK-8364167: closing a shared arena races with accesses in
 * other threads), and a check on every access cannot prevent it; reachability can.
 */
public final class MemoryScope {
  /** Memory of no file: never withdrawn. */
  public static final MemoryScope IN_MEMORY = new MemoryScope("array in memory", true, null, false);

  private static final int OPEN = 0;
  private static final int FAILED = 1;
  private static final int CLOSED = 2;

  private static final VarHandle STATE = field("state", int.class);
  private static final VarHandle WRITERS = field("writers", int.class);
  private static final long NANOS_BETWEEN_LOOKS = 50_000;

  private final String array;
  private final boolean writable;
  private final @Nullable BackingFile file;

  /** True for streamed chunks, which are read-only in every mode. */
  private final boolean streamed;

  private volatile @Nullable IOException failure;

  private int state;

  @SuppressWarnings("unused") // through WRITERS
  private int writers;

  /**
   * A right to memory.
   *
   * @param array the array as messages name it
   * @param writable whether elements can be set
   * @param file the file that is mapped, if one is
   */
  public MemoryScope(String array, boolean writable, @Nullable BackingFile file) {
    this(array, writable, file, false);
  }

  private MemoryScope(String array, boolean writable, @Nullable BackingFile file, boolean streamed) {
    this.array = array;
    this.writable = writable;
    this.file = file;
    this.streamed = streamed;
  }

  /** Returns a right to read decoded elements, withdrawn when the array is closed. */
  public static MemoryScope ofDecoded(String array) {
    return new MemoryScope(array, false, null, false);
  }

  /** Returns a right to read a copy of some rows, withdrawn when others take their place. */
  public static MemoryScope ofCopy(String rows) {
    return new MemoryScope(rows, false, null, true);
  }

  /** Returns a right to a copy of some rows, which may be changed in their buffer; withdrawn when others take their place. */
  public static MemoryScope ofBuffer(String rows) {
    return new MemoryScope(rows, true, null, false);
  }

  /** Returns a right to read the same memory and never to write it; withdrawn by itself. */
  public MemoryScope streaming() {
    return new MemoryScope(array, false, file, true);
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(MemoryScope.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public String array() {
    return array;
  }

  public boolean isWritable() {
    return writable;
  }

  public boolean isOpen() {
    // Opaque: a loop of bulk operations or setters that has been compiled must still notice the close, since the lock
    // has been released; a plain read could be hoisted out of it.
    return (int) STATE.getOpaque(this) != CLOSED;
  }

  public void checkOpen() {
    if (!isOpen()) {
      throw closedException();
    }
  }

  /**
   * Checks that no close has happened before, in the sense of the Java Memory Model; a thread that races with the close may
   * not notice it until it synchronises with anything.
   *
   * <p>For the reading of single elements: a plain read can be hoisted out of a loop, and with it everything else that does
   * not change from element to element. It is safe, as the memory stays.
   */
  public void checkNotClosedBefore() {
    if (state == CLOSED) {
      throw closedException();
    }
  }

  public void checkWritable() {
    if ((int) STATE.getOpaque(this) != OPEN) {
      checkOpen();
      checkSound();
    }
    if (!writable) {
      throw streamed
          ? new ReadOnlyArrayException(array,
              ": read into a buffer, where changes would be lost; copy() it, or walk the"
                  + " chunks of the array itself if it is mapped, not those of streaming()")
          : new ReadOnlyArrayException(array);
    }
  }

  /** Ends all writing for good: the system reports a failure to write once, and success from then on. */
  public StorageFaultException fail(String reason, IOException cause) {
    failure = cause;
    STATE.compareAndSet(this, OPEN, FAILED);
    return new StorageFaultException(array + ": " + reason, cause);
  }

  /** Checks that no flush has failed. */
  public void checkSound() {
    IOException cause = failure;
    if (cause != null) {
      throw new StorageFaultException(
          array + ": an earlier flush failed (" + FileFault.reason(cause)
              + "), and nothing written since the one before it is safe; close the array, see to the disk,"
              + " verify the file, and write again from the last checkpoint",
          cause);
    }
  }

  /** Starts a bulk write, which {@link #close} then waits for. */
  public void beginWrite() {
    WRITERS.getAndAdd(this, 1);
    try {
      if ((int) STATE.getVolatile(this) == CLOSED) {
        throw closedException();
      }
      checkWritable();
    } catch (RuntimeException refused) {
      endWrite();
      throw refused;
    }
  }

  public void endWrite() {
    WRITERS.getAndAdd(this, -1);
  }

  /** Withdraws the right and waits for bulk writes in progress; false if it was withdrawn before. */
  public boolean close() {
    if ((int) STATE.getAndSet(this, CLOSED) == CLOSED) {
      return false;
    }
    while ((int) WRITERS.getVolatile(this) > 0) {
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
    }
    return true;
  }

  /** Returns whether both are of one file, opened once or twice. */
  boolean isOfSameFile(MemoryScope other) {
    return file != null && other.file != null && file.isSame(other.file);
  }

  public long fileOffset() {
    return file == null ? 0 : file.offset();
  }

  /** Returns the file that is mapped; null of memory of no file. */
  @Nullable
  public BackingFile file() {
    return file;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(array + (file == null && (streamed || writable)
        ? ": their buffer has been given to those that come next, or the array was closed; copy what is to stay"
        : ": closed; open it again to go on"));
  }
}
