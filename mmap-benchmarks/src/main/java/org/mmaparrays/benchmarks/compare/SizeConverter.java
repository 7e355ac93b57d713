package org.mmaparrays.benchmarks.compare;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 64MiB}, {@code 2g}, {@code 1000000}: bytes, with binary units. */
final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?([kmgt]?)(i?b)?");
  private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

  @Override
  public Long convert(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is no size; such are 64MiB, 2GiB, 1000000");
    }
    return Long.parseLong(matcher.group(1)) << SHIFTS.getOrDefault(matcher.group(2), 0);
  }
}
