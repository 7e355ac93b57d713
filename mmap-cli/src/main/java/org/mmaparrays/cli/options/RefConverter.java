package org.mmaparrays.cli.options;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.model.ArrayRef;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code PATH} or {@code PATH#MEMBER}; an existing file is meant whole, even if its name has a {@code #}. */
public final class RefConverter implements ITypeConverter<ArrayRef> {
  /** Returns a parameter that names an array. */
  public static Argument<ArrayRef> parameter(Arguments takes, String label, String description) {
    return takes.parameter(label, ArrayRef.class, new RefConverter(), description);
  }

  @Override
  public ArrayRef convert(String text) {
    try {
      Path whole = Path.of(text);
      return !text.isEmpty() && Files.exists(whole, LinkOption.NOFOLLOW_LINKS)
          ? ArrayRef.of(whole)
          : ArrayRef.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
