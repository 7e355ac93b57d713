package org.mmaparrays.cli.output;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Prints warnings of the library as all messages are: one line on standard error. */
public final class WarningLogger extends System.LoggerFinder {

  /** For the service loader. */
  public WarningLogger() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new ToStandardError(name);
  }

  private record ToStandardError(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= Level.WARNING.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        System.err.println("mmap: " + message + (thrown == null ? "" : " (" + thrown + ")"));
      }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format,
        @Nullable Object... values) {
      boolean isPattern = format != null && values != null && values.length > 0;
      log(level, bundle, isPattern ? MessageFormat.format(format, values) : format, (Throwable) null);
    }
  }
}
