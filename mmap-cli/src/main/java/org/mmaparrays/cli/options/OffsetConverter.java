package org.mmaparrays.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes from 0 on. */
final class OffsetConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    if (text.matches("\\d{1,18}")) {
      return Long.valueOf(text);
    }
    throw new TypeConversionException("'" + text + "' is not a number of bytes; write an integer from 0");
  }
}
