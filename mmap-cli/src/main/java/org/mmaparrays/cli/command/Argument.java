package org.mmaparrays.cli.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/**
 * The value of an option or a parameter on the command line.
 *
 * @param <T> type of the value
 */
public final class Argument<T> {
  private final ArgSpec spec;

  Argument(ArgSpec spec) {
    this.spec = spec;
  }

  /** Returns whether it was given. */
  public boolean isGiven() {
    return value() != null;
  }

  /** Returns the value, null if none was given. */
  public @Nullable T value() {
    return spec.getValue();
  }

  /** Returns the value, or another if none was given. */
  public T or(T otherwise) {
    T value = value();
    return value == null ? otherwise : value;
  }

  /** Returns the value of an argument that must be given. */
  public T given() {
    return Objects.requireNonNull(value(), spec::paramLabel);
  }
}
