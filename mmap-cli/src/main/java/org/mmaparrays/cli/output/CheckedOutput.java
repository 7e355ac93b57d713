package org.mmaparrays.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;

/** Standard output whose first failure is thrown at once, although it is printed to as a {@link PrintWriter}. */
public final class CheckedOutput extends Writer {
  private final Writer target;
  private boolean failed;

  private CheckedOutput(Writer target) {
    this.target = target;
  }

  public static EscapingPrinter of(Writer target) {
    return new EscapingPrinter(new CheckedOutput(target), false);
  }

  @Override
  public void write(char[] chars, int offset, int length) {
    attempt(() -> target.write(chars, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    attempt(() -> target.write(text, offset, length));
  }

  @Override
  public void flush() {
    attempt(target::flush);
  }

  @Override
  public void close() {
    attempt(target::close);
  }

  private void attempt(Action action) {
    if (failed) {
      return; // Thrown once already; cleaning up must not throw it again.
    }
    try {
      action.run();
    } catch (IOException e) {
      failed = true;
      throw new Failed(e);
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  /** Standard output takes nothing more; unchecked, because {@link PrintWriter} swallows {@link IOException}. */
  public static final class Failed extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    Failed(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }

    /** Returns whether the reader has gone, as {@code head} does when it has enough: no fault. */
    public boolean isClosedPipe() {
      // The JDK has no type for EPIPE; its text has this word in every language that glibc translates it to in full.
      return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
  }
}
