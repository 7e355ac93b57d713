package org.mmaparrays.cli.options;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;

/** Reads the text of one element, as {@code mmap cat} prints it. */
public final class ElementParser {
  private static final String UNSIGNED = "(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|NaN|Infinity)";
  private static final Pattern REAL = Pattern.compile("[+-]?" + UNSIGNED);
  private static final Pattern COMPLEX =
      Pattern.compile("\\(?([+-]?" + UNSIGNED + ")([+-]" + UNSIGNED + ")j\\)?");

  private ElementParser() {}

  /**
   * Returns the value, checked to be one of the type; real numbers are rounded to nearest.
   *
   * @throws IllegalArgumentException if the type has no such value
   */
  public static Object parse(String text, DType dtype) {
    try {
      boolean single = dtype.name().equals("float32") || dtype.name().equals("complex64");
      Object value = parse(text, single);
      NdArray element = NdArray.allocate(ArraySpec.of(dtype));
      element.setValue(new long[0], value);
      if (isInfinite(element.getValue()) && !text.contains("Infinity")) {
        throw new IllegalArgumentException("rounds to infinity");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not a value of " + dtype, e);
    }
  }

  private static Object parse(String text, boolean single) {
    Matcher complex = COMPLEX.matcher(text);
    if (complex.matches()) {
      return new Complex(real(complex.group(1), single), real(complex.group(2), single));
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches("[+-]?\\d+")) {
      return new BigInteger(text);
    }
    if (!REAL.matcher(text).matches()) {
      throw new IllegalArgumentException("neither a number nor true nor false");
    }
    return real(text, single);
  }

  /** Rounded once, to the precision of the element. */
  private static double real(String text, boolean single) {
    return single ? Float.parseFloat(text) : Double.parseDouble(text);
  }

  private static boolean isInfinite(Object value) {
    return switch (value) {
      case Float number -> number.isInfinite();
      case Double number -> number.isInfinite();
      case Complex number -> Double.isInfinite(number.real()) || Double.isInfinite(number.imaginary());
      default -> false;
    };
  }
}
