package org.mmaparrays.npy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.model.ArrayFormatException;

/**
 * Reads the literals that headers consist of, by recursive descent; evaluates nothing.
 *
 * <p>Takes dictionaries, tuples, lists, text, integers, {@code True}, {@code False} and {@code None}. Python's {@code
 * ast.literal_eval} also takes triple quotes, adjacent texts, prefixes other than {@code u}, underscores in numbers, floats, sets
 * and comments; no known writer puts one of them into a header.
 *
 * @see <a href="https://docs.python.org/3/reference/lexical_analysis.html">Python's lexical analysis</a>
 */
final class LiteralParser {
  /** The deepest nesting of brackets: deeper than in any dtype, far from the end of any thread's stack. */
  private static final int MAX_DEPTH = 64;
  /** The characters that may stand between values, within brackets. */
  private static final String SPACE = " \t\n\r\f";

  private final HeaderText text;
  private int at;
  private int depth;

  private LiteralParser(HeaderText text) {
    this.text = text;
  }

  /**
   * Returns the one literal of a text.
   *
   * @throws ArrayFormatException if there is something else, too little, or too much
   */
  static PythonLiteral parse(HeaderText text) throws ArrayFormatException {
    LiteralParser parser = new LiteralParser(text);
    parser.skip(" \t");
    if (SPACE.indexOf(text.at(parser.at)) >= 0) {
      throw text.fault(Span.at(parser.at), "no line break before the first value"); // To Python it is an indentation.
    }
    PythonLiteral literal = parser.value();
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw text.fault(new Span(parser.at, text.length()),
          "nothing but spaces after " + text.shown(literal.span()));
    }
    return literal;
  }

  private PythonLiteral value() throws ArrayFormatException {
    skipSpace();
    return switch (text.at(at)) {
      case '{' -> dict();
      case '(' -> parenthesized();
      case '[' -> {
        int start = at;
        List<PythonLiteral> items = new ArrayList<>();
        items(']', items);
        yield new PythonLiteral.Items(new Span(start, at), items);
      }
      case '\'', '"' -> quoted(at);
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> integer();
      default -> word();
    };
  }

  private PythonLiteral dict() throws ArrayFormatException {
    int start = at;
    List<PythonLiteral.Entry> entries = new ArrayList<>();
    open();
    boolean separated = true;
    while (!close('}', separated)) {
      PythonLiteral key = value();
      if (!take(':')) {
        throw text.fault(Span.at(at), "':' and a value");
      }
      entries.add(new PythonLiteral.Entry(key, value()));
      separated = take(',');
    }
    return new PythonLiteral.Dict(new Span(start, at), entries);
  }

  /** Returns a tuple; or any value, if there is one alone without the comma that makes a tuple. */
  private PythonLiteral parenthesized() throws ArrayFormatException {
    int start = at;
    List<PythonLiteral> items = new ArrayList<>();
    boolean comma = items(')', items);
    return items.size() == 1 && !comma
        ? items.getFirst()
        : new PythonLiteral.Tuple(new Span(start, at), items);
  }

  /** Reads values up to a closing bracket; says whether the last one had a comma. */
  private boolean items(char bracket, List<PythonLiteral> items) throws ArrayFormatException {
    open();
    boolean separated = true;
    while (!close(bracket, separated)) {
      items.add(value());
      separated = take(',');
    }
    return separated;
  }

  private void open() throws ArrayFormatException {
    if (++depth > MAX_DEPTH) {
      throw text.fault(Span.at(at), "brackets nested at most " + MAX_DEPTH + " deep");
    }
    at++;
  }

  /** Returns whether a bracket closes here; if not, another value may follow only after a comma. */
  private boolean close(char bracket, boolean separated) throws ArrayFormatException {
    if (take(bracket)) {
      depth--;
      return true;
    }
    if (!separated) {
      throw text.fault(Span.at(at), "',' or '" + bracket + "'");
    }
    return false;
  }

  private PythonLiteral.Text quoted(int start) throws ArrayFormatException {
    int quote = text.at(at);
    int from = ++at;
    while (text.at(at) != quote) {
      if (text.at(at) < 0 || text.at(at) == '\n') {
        throw text.fault(new Span(start, Math.min(at, text.length())), "text with a closing " + (char) quote);
      }
      at += text.at(at) == '\\' ? 2 : 1;
    }
    String value = text.part(new Span(from, at));
    return new PythonLiteral.Text(new Span(start, ++at), value);
  }

  private PythonLiteral integer() throws ArrayFormatException {
    int start = at;
    boolean negative = text.at(at) == '-';
    if (negative || text.at(at) == '+') {
      at++;
      skipSpace();
    }
    Span digits = wordSpan();
    at = digits.to();
    Span span = new Span(start, at);
    try {
      BigInteger magnitude = magnitude(text.part(digits));
      return new PythonLiteral.Int(span, negative ? magnitude.negate() : magnitude);
    } catch (NumberFormatException e) {
      throw text.fault(span, "an integer", e);
    }
  }

  private BigInteger magnitude(String digits) {
    if (digits.endsWith("L") && text.version().hasPython2Integers()) {
      digits = digits.substring(0, digits.length() - 1);
    }
    int radix = switch (digits.length() < 2 ? "" : digits.substring(0, 2)) {
      case "0x", "0X" -> 16;
      case "0o", "0O" -> 8;
      case "0b", "0B" -> 2;
      default -> 10;
    };
    BigInteger magnitude = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    if (radix == 10 && digits.startsWith("0") && magnitude.signum() != 0) {
      throw new NumberFormatException("a leading zero, which in Python 2 meant octal");
    }
    return magnitude;
  }

  /** Returns a constant, or text with a prefix. */
  private PythonLiteral word() throws ArrayFormatException {
    Span span = wordSpan();
    String word = text.part(span);
    if (word.isEmpty()) {
      throw text.fault(Span.at(at), "a value");
    }
    at = span.to();
    if (text.at(at) == '\'' || text.at(at) == '"') {
      PythonLiteral.Text prefixed = quoted(span.from());
      if (word.equals("u") || word.equals("U")) {
        return prefixed;
      }
      throw text.fault(prefixed.span(), "text without the prefix " + text.shown(span));
    }
    return switch (word) {
      case "True" -> new PythonLiteral.Truth(span, true);
      case "False" -> new PythonLiteral.Truth(span, false);
      case "None" -> new PythonLiteral.None(span);
      default -> throw ScalarRepr.matches(word) ? ScalarRepr.fault(text, span) : text.fault(span, "a value");
    };
  }

  /** Returns the letters, digits, dots and underscores that follow. */
  private Span wordSpan() {
    int end = at;
    while (isWordCharacter(text.at(end))) {
      end++;
    }
    return new Span(at, end);
  }

  private static boolean isWordCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  }

  /** Takes a character, after any spaces, if it is there. */
  private boolean take(char wanted) {
    skipSpace();
    if (text.at(at) != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    skip(SPACE);
  }

  private void skip(String characters) {
    while (characters.indexOf(text.at(at)) >= 0) {
      at++;
    }
  }
}
