package org.mmaparrays.cli;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar for long work, on standard error, if that is a terminal; otherwise nothing at all. */
final class Progress implements AutoCloseable {
  /** Set by the launcher, which can ask the system whether standard error is a terminal; Java cannot. */
  private static final String TERMINAL = "mmap.terminal";

  private static final int COLUMNS = 79;
  private static final long MIB = 1 << 20;

  private final PrintWriter err;
  private final @Nullable ProgressBar bar;

  private Progress(PrintWriter err, @Nullable ProgressBar bar) {
    this.err = err;
    this.bar = bar;
  }

  /** A bar for a task that handles so many bytes. */
  static Progress of(PrintWriter err, String task, long bytes) {
    if (!Boolean.getBoolean(TERMINAL)) {
      return new Progress(err, null);
    }
    return new Progress(err, new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(bytes)
        .setUnit(" MiB", MIB)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed()
        .setConsumer(new DelegatingProgressBarConsumer(text -> {
          err.print("\r" + text);
          err.flush();
        }, COLUMNS))
        .build());
  }

  /** Says that so many more bytes are done; from any thread. */
  void step(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  /** Says how many bytes are done in all. */
  void reach(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  /** Clears the line for what is printed next. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      err.print("\r" + " ".repeat(COLUMNS) + "\r");
      err.flush();
    }
  }
}
