package org.mmaparrays.benchmarks.soak.promise;

import java.nio.file.Path;
import java.util.Locale;

/** The formats that can be written. */
public enum Format {
  NPY(".npy"), RAW(".dat");

  private final String suffix;

  Format(String suffix) {
    this.suffix = suffix;
  }

  public String fileName(String stem) {
    return stem + suffix;
  }

  /** Returns whether a file has the name of an array, not of a file beside one. */
  boolean isArray(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && name.endsWith(suffix);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
