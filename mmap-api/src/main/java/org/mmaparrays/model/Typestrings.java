package org.mmaparrays.model;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads NumPy's type names and typestrings. */
final class Typestrings {
  static final List<DType> ALL = allTypes();

  private static final Map<String, Primitive> BY_CODE = byCode();
  private static final Pattern CODED = Pattern.compile("([<>=|]?)([a-zA-Z?])(\\d*)(\\[.*])?");
  private static final String STRINGS = "byte strings";
  private static final String TEXT = "Unicode strings";
  private static final String DATES = "datetimes";
  private static final String DURATIONS = "time differences";
  private static final String RECORDS = "structured or void records";
  private static final String OBJECTS = "Python objects (pickles, never read)";
  private static final String EXTENDED =
      "extended precision (its layout depends on the machine that wrote it)";

  /** NumPy has these; each would be silently wrong if read as something else, so each is refused by its name. */
  private static final Map<Character, String> REFUSED =
      Map.of('S', STRINGS, 'a', STRINGS, 'U', TEXT, 'M', DATES, 'm', DURATIONS, 'V', RECORDS, 'O', OBJECTS);

  /** The names of such types, as {@code str(dtype)} gives them. */
  private static final Map<Pattern, String> REFUSED_NAMES = Map.of(
      Pattern.compile("bytes\\d*"), STRINGS, Pattern.compile("str\\d*"), TEXT,
      Pattern.compile("datetime64(\\[.*])?"), DATES, Pattern.compile("timedelta64(\\[.*])?"), DURATIONS,
      Pattern.compile("void\\d*|[\\[{(].*"), RECORDS, Pattern.compile("object_?"), OBJECTS,
      Pattern.compile("longdouble|clongdouble|float128|complex256"), EXTENDED);

  private Typestrings() {}

  static PrimitiveType littleEndian(Primitive primitive) {
    return new PrimitiveType(primitive, ByteOrder.LITTLE_ENDIAN);
  }

  static DType parse(String text) {
    Primitive named = BY_CODE.get(text);
    if (named != null) {
      return new PrimitiveType(named, ByteOrder.nativeOrder());
    }
    for (Map.Entry<Pattern, String> refused : REFUSED_NAMES.entrySet()) {
      if (refused.getKey().matcher(text).matches()) {
        throw new UnsupportedDTypeException(text, refused.getValue());
      }
    }
    Matcher coded = CODED.matcher(text);
    if (!coded.matches()) {
      throw new IllegalArgumentException(notAType(text));
    }
    char kind = coded.group(2).charAt(0);
    String refused = REFUSED.get(kind);
    if (refused != null) {
      throw new UnsupportedDTypeException(text, refused);
    }
    String code = kind == '?' ? "b1" : kind + coded.group(3);
    if (code.matches("f(12|16)|c(24|32)")) {
      throw new UnsupportedDTypeException(text, EXTENDED);
    }
    Primitive primitive =
        coded.group(4) != null || coded.group(3).isEmpty() != (kind == '?') ? null : BY_CODE.get(code);
    if (primitive == null) {
      throw new IllegalArgumentException(notAType(text));
    }
    if (coded.group(1).equals("|") && primitive.unitSize() > 1) {
      throw new IllegalArgumentException(
          "'" + text + "' says that byte order does not apply, but an element of " + primitive.numpyName()
              + " has "
              + primitive.byteSize() + " bytes: write '<' or '>' instead of '|'");
    }
    return new PrimitiveType(primitive, switch (coded.group(1)) {
      case "<" -> ByteOrder.LITTLE_ENDIAN;
      case ">" -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    });
  }

  private static String notAType(String text) {
    return "'" + text
        + "' is not a dtype; expected a NumPy name such as float32, or a typestring such as <f4";
  }

  private static Map<String, Primitive> byCode() {
    Map<String, Primitive> map = new HashMap<>();
    for (Primitive primitive : Primitive.values()) {
      map.put(primitive.numpyName(), primitive);
      map.put("" + primitive.code() + primitive.byteSize(), primitive);
    }
    return Map.copyOf(map);
  }

  private static List<DType> allTypes() {
    List<DType> all = new ArrayList<>();
    for (Primitive primitive : Primitive.values()) {
      all.add(littleEndian(primitive));
      if (primitive.unitSize() > 1) {
        all.add(new PrimitiveType(primitive, ByteOrder.BIG_ENDIAN));
      }
    }
    return List.copyOf(all);
  }
}
