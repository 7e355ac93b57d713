package org.mmaparrays.benchmarks.support;

/** Work that tidies up if the JVM exits before its owner has done that. */
public final class ExitHook {
  private final Thread thread;

  /**
   * A hook that is not installed yet.
   *
   * @param name the name of the thread that does the work
   */
  public ExitHook(String name, Runnable work) {
    this.thread = new Thread(work, name);
  }

  /**
   * Arranges that the work is done when the JVM exits.
   *
   * @throws IllegalStateException if it exits already
   */
  public void install() {
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Removes the hook, and returns whether the owner is to tidy up: not if the JVM exits already, since the hook does it then. */
  public boolean remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
      return true;
    } catch (IllegalStateException exiting) {
      return false;
    }
  }
}
