package org.mmaparrays.cli.report;

import org.mmaparrays.cli.output.EscapingPrinter;

/** A line of a report: a name, and a value in a column of its own. */
public final class ReportLine {
  private static final int NAME_WIDTH = 10;

  private ReportLine() {}

  /** Prints a line. */
  public static void print(EscapingPrinter out, String name, Object value) {
    out.println("  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + value);
  }
}
