package org.mmaparrays.cli.options;

import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.model.DType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an element type as NumPy writes it. */
public final class DTypeConverter implements ITypeConverter<DType> {
  /** Returns an option that must be given. */
  public static Argument<DType> option(Arguments takes) {
    return takes.required("--dtype", "DTYPE", DType.class, new DTypeConverter(),
        "Type of the elements: float32, uint8, or a typestring such as >f4.");
  }

  @Override
  public DType convert(String text) {
    try {
      return DType.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
