package org.mmaparrays.model;

/** Text from a file, made fit for a message: one line, nothing that moves a terminal's cursor, and not endless. */
final class OneLine {
  private static final int LONGEST = 2000;

  private OneLine() {}

  static String of(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
