package org.mmaparrays.cli;

import org.mmaparrays.DType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an element type as NumPy writes it. */
final class DTypeConverter implements ITypeConverter<DType> {
  @Override
  public DType convert(String text) {
    try {
      return DType.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
