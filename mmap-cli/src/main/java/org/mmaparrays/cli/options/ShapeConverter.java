package org.mmaparrays.cli.options;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.model.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads axis lengths, {@code 60000,28,28}, also as Python writes them, {@code (60000, 28, 28)}; {@code ()} is a scalar. */
public final class ShapeConverter implements ITypeConverter<Shape> {
  private static final Pattern SYNTAX =
      Pattern.compile("\\(\\s*\\)|\\d+(\\s*,\\s*\\d+)*,?|\\(\\s*\\d+(\\s*,\\s*\\d+)*\\s*,?\\s*\\)");

  /** Returns an option that must be given. */
  public static Argument<Shape> option(Arguments takes) {
    return takes.required("--shape", "N,N,...", Shape.class, new ShapeConverter(),
        "Lengths of the axes: 60000,28,28; () for a scalar.");
  }

  @Override
  public Shape convert(String text) {
    if (!SYNTAX.matcher(text).matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a shape; write axis lengths such as 60000,28,28, or () for a scalar");
    }
    try {
      return Shape.of(Arrays.stream(text.split("[^0-9]+"))
          .filter(digits -> !digits.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' has an axis longer than 2**63 - 1");
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
