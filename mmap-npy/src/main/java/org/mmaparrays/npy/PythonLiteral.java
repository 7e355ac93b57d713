package org.mmaparrays.npy;

import java.math.BigInteger;
import java.util.List;

/** A value in Python's literal syntax, and the part of the header that it was read from. */
sealed interface PythonLiteral {
  /** Returns the part of the text that it takes. */
  Span span();

  /**
   * Text between quotes.
   *
   * @param value the characters between them; escape sequences are left as they are, since nothing that has one is ever a
   *     key or a supported dtype
   */
  record Text(Span span, String value) implements PythonLiteral {}

  /** An integer of any size. */
  record Int(Span span, BigInteger value) implements PythonLiteral {}

  /** {@code True} or {@code False}. */
  record Truth(Span span, boolean value) implements PythonLiteral {}

  /** {@code None}. */
  record None(Span span) implements PythonLiteral {}

  /** Values in parentheses. */
  record Tuple(Span span, List<PythonLiteral> items) implements PythonLiteral {}

  /** Values in brackets. */
  record Items(Span span, List<PythonLiteral> items) implements PythonLiteral {}

  /** Keys with values in braces, in the order of the text, repetitions included. */
  record Dict(Span span, List<Entry> entries) implements PythonLiteral {}

  /** A key with its value. */
  record Entry(PythonLiteral key, PythonLiteral value) {}
}
