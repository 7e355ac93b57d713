package org.mmaparrays.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Rows as Python slices them: {@code A:B}, where a negative number counts from the end and a missing one is the end.
 *
 * @param from the first row, from the start if null
 * @param to the row after the last, to the end if null
 */
public record RowSlice(@Nullable Long from, @Nullable Long to) {
  private static final Pattern SYNTAX = Pattern.compile("(-?\\d+)?:(-?\\d+)?");

  /** Reads {@code A:B}. */
  public static final class Converter implements ITypeConverter<RowSlice> {
    @Override
    public RowSlice convert(String text) {
      Matcher slice = SYNTAX.matcher(text);
      if (!slice.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a range of rows; write A:B as in Python, such as 0:10, -5: or 7:8");
      }
      try {
        return new RowSlice(bound(slice.group(1)), bound(slice.group(2)));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' has a number beyond 2**63 - 1");
      }
    }

    private static @Nullable Long bound(@Nullable String digits) {
      return digits == null ? null : Long.valueOf(digits);
    }
  }

  /** Returns the rows of an array of this shape; unlike Python, rows outside are not clipped but an error. */
  public Region of(ArrayRef ref, Shape shape) {
    if (shape.rank() == 0) {
      throw new CommandFailure(ref, "shape () has no rows; leave out --rows");
    }
    long rows = shape.dim(0);
    long first = from == null ? 0 : from < 0 ? from + rows : from;
    long last = to == null ? rows : to < 0 ? to + rows : to;
    if (first < 0 || last > rows || first > last) {
      throw new CommandFailure(
          ref,
          "rows " + this + " are outside shape " + shape + "; choose within 0:" + rows
              + ", in ascending order");
    }
    return Region.rows(first, last);
  }

  @Override
  public String toString() {
    return (from == null ? "" : from) + ":" + (to == null ? "" : to);
  }
}
