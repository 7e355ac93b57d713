package org.mmaparrays;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The right of views to touch one piece of memory, shared by all of them, and withdrawn when the array is closed.
 *
 * <p>Closing withdraws the right and nothing else: the memory stays mapped until the last view is unreachable. Unmapping
 * under a reader is what crashes a JVM (JDK-8364167: closing a shared arena races with accesses in other threads), and
 * a check on every access cannot prevent it; reachability can.
 */
final class Lease {
  /** Memory of no file: never withdrawn. */
  static final Lease IN_MEMORY = new Lease("array in memory", true);

  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(Lease.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String array;
  private final boolean writable;

  @SuppressWarnings("unused") // through CLOSED
  private boolean closed;

  Lease(String array, boolean writable) {
    this.array = array;
    this.writable = writable;
  }

  /** The array as messages name it. */
  String array() {
    return array;
  }

  boolean isWritable() {
    return writable;
  }

  boolean isOpen() {
    // Opaque: a loop that has been compiled must still notice the close; a plain read could be hoisted out of it.
    return !(boolean) CLOSED.getOpaque(this);
  }

  void checkOpen() {
    if (!isOpen()) {
      throw closedException();
    }
  }

  void checkWritable() {
    checkOpen();
    if (!writable) {
      throw new ReadOnlyArrayException(array);
    }
  }

  /** Withdraws the right; false if it was withdrawn before. */
  boolean close() {
    return (boolean) CLOSED.compareAndSet(this, false, true);
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(array + ": closed; open it again to go on");
  }
}
