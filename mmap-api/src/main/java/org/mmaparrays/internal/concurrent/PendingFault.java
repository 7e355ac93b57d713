package org.mmaparrays.internal.concurrent;

/**
 * Brings a fault of mapped memory to light where it happened.
 *
 * <p>The JVM skips a load or store that faults, and throws its {@link InternalError} where the thread next answers a request
 * of the JVM. Once all is compiled and inlined, that can be far behind the operation, and elements that were not written pass for
 * written until then.
 */
public final class PendingFault {
  private static volatile int once = 1;

  private PendingFault() {}

  /**
   * Throws a pending fault; called after every bulk operation, at the price of a nanosecond.
   *
   * @throws InternalError if an access has faulted
   */
  public static void surface() {
    // A loop answers the JVM's requests, unless the compiler knows its number of turns.
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
    // A call that no compiler replaces by code of its own; the JVM throws a pending fault when it returns.
    boolean ignored = Thread.holdsLock(PendingFault.class);
  }
}
