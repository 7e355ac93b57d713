package org.mmaparrays.cli.progress;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mmaparrays.cli.output.EscapingPrinter;

/** A progress bar for each task, on standard error, if that is a terminal; cleared when the task ends. */
public final class ProgressBars implements Progress {
  /** Set by the launcher, which can ask the system whether standard error is a terminal; Java cannot. */
  private static final String TERMINAL = "mmap.terminal";

  private static final int COLUMNS = 79;

  private static final long MIB = 1 << 20;

  private final EscapingPrinter err;
  private final String unit;
  private final long unitSize;

  private ProgressBars(EscapingPrinter err, String unit, long unitSize) {
    this.err = err;
    this.unit = unit;
    this.unitSize = unitSize;
  }

  /** Returns bars for tasks that count rows, if they are seen; else none. */
  public static Progress ofRows(EscapingPrinter err) {
    return on(err, " rows", 1);
  }

  /** Returns bars for tasks that count bytes, if they are seen; else none. */
  public static Progress ofBytes(EscapingPrinter err) {
    return on(err, " MiB", MIB);
  }

  /** Returns whether bars are seen, on a terminal: text that is printed while one is shown needs a line of its own. */
  public static boolean areShown() {
    return Boolean.getBoolean(TERMINAL);
  }

  private static Progress on(EscapingPrinter err, String unit, long unitSize) {
    return areShown() ? new ProgressBars(err, unit, unitSize) : Progress.NONE;
  }

  @Override
  public Task start(String task, long total) {
    ProgressBar bar = new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(unit, unitSize)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed()
        .setConsumer(new DelegatingProgressBarConsumer(err::overwrite, COLUMNS))
        .build();
    return new Task() {
      @Override
      public void advance(long more) {
        bar.stepBy(more);
      }

      @Override
      public void reach(long done) {
        bar.stepTo(done);
      }

      @Override
      public void close() {
        bar.close();
        err.overwrite(" ".repeat(COLUMNS));
        err.overwrite("");
      }
    };
  }
}
