package org.mmaparrays.benchmarks.compare.workload;

/**
 * The conditions a workload runs under.
 *
 * @param kind how passes follow each other
 * @param memory the bytes a process may use, page cache included; 0: no limit
 */
public record Regime(Kind kind, long memory) {
  public enum Kind {
    /** The file is in the page cache; processes live on, and run passes in turn. */
    WARM,
    /** Each pass has a process of its own, and nothing of the file is in memory. */
    COLD,
    /** Each pass is a whole process, from its start to its end. */
    PROCESS
  }

  public static final Regime WARM = new Regime(Kind.WARM, 0);
  public static final Regime COLD = new Regime(Kind.COLD, 0);
  public static final Regime PROCESS = new Regime(Kind.PROCESS, 0);

  /** Cold, and with little memory. */
  public static Regime limited(long bytes) {
    return new Regime(Kind.COLD, bytes);
  }
}
