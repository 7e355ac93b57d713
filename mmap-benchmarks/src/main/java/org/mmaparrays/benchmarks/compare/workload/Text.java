package org.mmaparrays.benchmarks.compare.workload;

import java.util.Locale;

/** Numbers as tables have them. */
public final class Text {
  private Text() {}

  public static String seconds(double value) {
    if (value < 1e-3) {
      return format("%.3g µs", value * 1e6);
    }
    return value < 1 ? format("%.3g ms", value * 1e3) : format("%.3g s", value);
  }

  public static String bytes(double value) {
    if (value < 1 << 20) {
      return format("%.3g KiB", value / 1024);
    }
    return value < 1 << 30 ? format("%.3g MiB", value / (1 << 20)) : format("%.3g GiB", value / (1 << 30));
  }

  /** Returns a ratio as it is printed: figures are compared as the reader sees them. */
  public static double rounded(double ratio) {
    return Math.round(ratio * 100) / 100.0;
  }

  public static String ratio(double value) {
    return value >= 100 ? format("%.0f x", value) : format("%.2f x", value);
  }

  private static String format(String pattern, double value) {
    String text = String.format(Locale.ROOT, pattern, value);
    int e = text.indexOf("e+"); // %g turns 1234 into 1.23e+03
    return e < 0 ? text : String.format(Locale.ROOT, "%.0f", value) + text.substring(text.indexOf(' '));
  }
}
