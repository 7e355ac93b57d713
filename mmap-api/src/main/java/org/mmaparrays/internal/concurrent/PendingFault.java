package org.mmaparrays.internal.concurrent;

/**
 * Brings a fault of mapped memory to light where it happened.
 *
 * <p>The JVM skips a load or store that faults, and throws its {@link InternalError} where the thread next answers a request
 * of the JVM. Once all is compiled and inlined, that can be far behind the operation, and what was not written passes for
 * written until then.
 */
public final class PendingFault {
  private static volatile int once = 1;

  private PendingFault() {}

  /**
   * Throws what is pending, at the price of a nanosecond: after every bulk operation.
   *
   * @throws InternalError if an access has faulted
   */
  public static void surface() {
    // Whoever loops answers the JVM's requests, unless it is known how often it will.
    for (int i = 0; i < once; i++) {
      // Nothing more.
    }
  }

  /**
   * The same, sure and slower: before something is called durable.
   *
   * @throws InternalError if an access has faulted
   */
  public static void surfaceSurely() {
    // A call that no compiler replaces by something of its own; the JVM throws what is pending when it returns.
    boolean ignored = Thread.holdsLock(PendingFault.class);
  }
}
