package org.mmaparrays.benchmarks.compare.workload;

/**
 * A target of a workload.
 *
 * @param ours the entry it is about
 * @param phase the quantity that is compared
 * @param other the entry to compare with; the beginning of several names is the fastest of these. Empty: none
 * @param limit the ratio, or the value, that is wanted
 * @param atLeast whether the limit is to be reached, or not to be exceeded
 */
public record Target(String ours, Phase phase, String other, double limit, boolean atLeast) {
  /** The quantity that is measured of a pass. */
  public enum Phase {
    /** The first pass of a fresh process. */
    FIRST("p1"),
    /** Later passes. */
    STEADY("p2+"),
    /** The most memory that was resident. */
    RESIDENT("resident");

    private final String label;

    Phase(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Returns the target to be at least as fast as another times a ratio. */
  public static Target atLeast(double ratio, String ours, Phase phase, String other) {
    return new Target(ours, phase, other, ratio, true);
  }

  /** Returns the target of at most so many seconds or bytes. */
  public static Target atMost(double value, String ours, Phase phase) {
    return new Target(ours, phase, "", value, false);
  }

  public boolean isRatio() {
    return !other.isEmpty();
  }

  public boolean isMet(double measured) {
    if (isRatio()) {
      return Text.rounded(measured) >= Text.rounded(limit);
    }
    return atLeast ? measured >= limit : measured <= limit;
  }
}
