package org.mmaparrays.cli.demo;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar for each stage, on standard error, which is cleared when the stage ends. */
final class ProgressBars implements Progress {
  /** Set by the launcher, which can ask the system whether standard error is a terminal; Java cannot. */
  private static final String TERMINAL = "mmap.terminal";

  private static final int COLUMNS = 79;

  private final PrintWriter err;

  private ProgressBars(PrintWriter err) {
    this.err = err;
  }

  /** Bars if somebody sees them, else none. */
  static Progress on(PrintWriter err) {
    return Boolean.getBoolean(TERMINAL) ? new ProgressBars(err) : Progress.NONE;
  }

  @Override
  public Task start(String stage, long rows) {
    ProgressBar bar = new ProgressBarBuilder()
        .setTaskName(stage)
        .setInitialMax(rows)
        .setUnit(" rows", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .setConsumer(new DelegatingProgressBarConsumer(text -> {
          err.print("\r" + text);
          err.flush();
        }, COLUMNS))
        .build();
    return new Task() {
      @Override
      public void advance(long more) {
        bar.stepBy(more);
      }

      @Override
      public void reach(long total) {
        bar.stepTo(total);
      }

      @Override
      public void close() {
        bar.close();
        err.print("\r" + " ".repeat(COLUMNS) + "\r");
        err.flush();
      }
    };
  }
}
