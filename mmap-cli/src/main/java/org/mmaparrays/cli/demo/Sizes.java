package org.mmaparrays.cli.demo;

import java.util.Locale;

/** Numbers of bytes as people read them. */
final class Sizes {
  private Sizes() {}

  /** Formats a size, as in {@code 14.9 MiB}. */
  static String text(long bytes) {
    String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
