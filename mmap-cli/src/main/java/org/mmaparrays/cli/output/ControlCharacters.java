package org.mmaparrays.cli.output;

import java.util.Locale;

/**
 * The characters by which text could control a terminal, or look like other text: control characters, line separators, changes of
 * the direction of writing, and halves of surrogate pairs.
 *
 * <p>The escapes are those of JSON: a parser reads the original string from a JSON document that has them.
 */
public final class ControlCharacters {
  private ControlCharacters() {}

  /** Returns the text with an escape of JSON, such as {@code \n}, in the place of each such character. */
  public static String escape(String text) {
    return escape(text, false);
  }

  /** Returns the text with escapes for all such characters but the ends of lines, and tabs. */
  static String escapeWithinLines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepsLines) {
    int first = 0;
    while (first < text.length() && !isEscaped(text, first, keepsLines)) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int at = first; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isEscaped(text, at, keepsLines)) {
        append(escaped, c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static boolean isEscaped(String text, int at, boolean keepsLines) {
    char c = text.charAt(at);
    if (c >= ' ' && c < 0x7F) {
      return false;
    }
    if (keepsLines && (c == '\n' || c == '\t')) {
      return false;
    }
    if (Character.isSurrogate(c)) {
      return Character.isHighSurrogate(c)
          ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
          : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> isDirectional(c);
    };
  }

  /** Returns whether the character embeds, overrides, isolates or marks a direction of writing. */
  private static boolean isDirectional(char c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F
        || c == 0x061C;
  }

  private static void append(StringBuilder escaped, char c) {
    switch (c) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        escaped.append("\\u");
        String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        escaped.append("0".repeat(4 - digits.length())).append(digits);
      }
    }
  }
}
