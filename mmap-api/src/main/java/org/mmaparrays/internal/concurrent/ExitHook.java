package org.mmaparrays.internal.concurrent;

/** Work that is done when the JVM ends in an orderly way: by System.exit, by Ctrl-C or SIGTERM, not by SIGKILL. */
public final class ExitHook {
  private final Thread hook;

  private ExitHook(Thread hook) {
    this.hook = hook;
  }

  /**
   * Installs a hook.
   *
   * @throws IllegalStateException if the JVM is ending already
   */
  public static ExitHook install(String name, Runnable work) {
    ExitHook installed = new ExitHook(Thread.ofPlatform().name(name).unstarted(work));
    Runtime.getRuntime().addShutdownHook(installed.hook);
    return installed;
  }

  /** Removes the hook, unless it is running. */
  public void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs, or has run; closing goes on as always.
    }
  }
}
