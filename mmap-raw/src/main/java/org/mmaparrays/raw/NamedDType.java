package org.mmaparrays.raw;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mmaparrays.model.Primitive;

/** The dtype that a file's name mentions, as in {@code data_float32.dat}. */
final class NamedDType {
  private static final Pattern WORD = Pattern.compile(Arrays.stream(Primitive.values())
      .map(Primitive::numpyName)
      .collect(Collectors.joining("|", "(?<![a-z0-9])(", ")(?![a-z0-9])")));

  private NamedDType() {}

  /** Returns the dtype named between separators; none if there is none, or there are several. */
  static Optional<String> in(Path file) {
    Matcher words = WORD.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
    if (!words.find()) {
      return Optional.empty();
    }
    String first = words.group();
    return words.find() ? Optional.empty() : Optional.of(first);
  }
}
