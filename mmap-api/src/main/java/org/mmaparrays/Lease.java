package org.mmaparrays;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right of views to touch one piece of memory, shared by all of them, and withdrawn when the array is closed.
 *
 * <p>Closing withdraws the right, waits for bulk writes in progress, and leaves the memory mapped until the last view is
 * unreachable. Unmapping under a reader is what crashes a JVM (JDK-8364167: closing a shared arena races with accesses in
 * other threads), and a check on every access cannot prevent it; reachability can.
 */
final class Lease {
  /** Memory of no file: never withdrawn. */
  static final Lease IN_MEMORY = new Lease("array in memory", true, null, false);

  private static final int OPEN = 0;
  private static final int FAILED = 1;
  private static final int CLOSED = 2;

  private static final VarHandle STATE = field("state", int.class);
  private static final VarHandle WRITERS = field("writers", int.class);
  private static final long NANOS_BETWEEN_LOOKS = 50_000;

  private final String array;
  private final boolean writable;
  private final @Nullable MappedFile file;

  /** Whether the elements are those of streamed chunks, which nobody sets whatever the mode. */
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
  Lease(String array, boolean writable, @Nullable MappedFile file) {
    this(array, writable, file, false);
  }

  private Lease(String array, boolean writable, @Nullable MappedFile file, boolean streamed) {
    this.array = array;
    this.writable = writable;
    this.file = file;
    this.streamed = streamed;
  }

  /** A right to read what is decoded, withdrawn when the array is closed. */
  static Lease ofDecoded(String array) {
    return new Lease(array, false, null, false);
  }

  /** A right to read a copy of some rows, withdrawn when others take their place. */
  static Lease ofCopy(String rows) {
    return new Lease(rows, false, null, true);
  }

  /** A right to a copy of some rows, which may be changed in their buffer; withdrawn when others take their place. */
  static Lease ofBuffer(String rows) {
    return new Lease(rows, true, null, false);
  }

  /** A right to read the same memory and never to write it; withdrawn by itself. */
  Lease streaming() {
    return new Lease(array, false, file, true);
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Lease.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  String array() {
    return array;
  }

  boolean isWritable() {
    return writable;
  }

  boolean isOpen() {
    // Opaque: a loop of bulk operations or setters that has been compiled must still notice the close, since the lock
    // has been released; a plain read could be hoisted out of it.
    return (int) STATE.getOpaque(this) != CLOSED;
  }

  void checkOpen() {
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
  void checkNotClosedBefore() {
    if (state == CLOSED) {
      throw closedException();
    }
  }

  void checkWritable() {
    if ((int) STATE.getOpaque(this) != OPEN) {
      checkOpen();
      checkSound();
    }
    if (!writable) {
      throw streamed ? ReadOnlyArrayException.streamed(array) : new ReadOnlyArrayException(array);
    }
  }

  /** Ends all writing for good: the system reports a failure to write once, and success from then on. */
  StorageFaultException fail(String what, IOException cause) {
    failure = cause;
    STATE.compareAndSet(this, OPEN, FAILED);
    return new StorageFaultException(array + ": " + what, cause);
  }

  /** Checks that no flush has failed. */
  void checkSound() {
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
  void beginWrite() {
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

  void endWrite() {
    WRITERS.getAndAdd(this, -1);
  }

  /** Withdraws the right and waits for bulk writes in progress; false if it was withdrawn before. */
  boolean close() {
    if ((int) STATE.getAndSet(this, CLOSED) == CLOSED) {
      return false;
    }
    while ((int) WRITERS.getVolatile(this) > 0) {
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
    }
    return true;
  }

  /** Whether both are of one file, opened once or twice. */
  boolean isOfSameFile(Lease other) {
    return file != null && other.file != null && file.isSame(other.file);
  }

  long fileOffset() {
    return file == null ? 0 : file.offset();
  }

  /** The file that is mapped; null of memory of no file. */
  @Nullable
  MappedFile file() {
    return file;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(array + (file == null && (streamed || writable)
        ? ": their buffer has been given to those that come next, or the array was closed; copy what is to stay"
        : ": closed; open it again to go on"));
  }
}
