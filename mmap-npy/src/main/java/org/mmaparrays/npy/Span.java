package org.mmaparrays.npy;

/**
 * A part of a header's text.
 *
 * @param from the position of its first byte, from 0
 * @param to the position after its last byte
 */
record Span(int from, int to) {
  /** Returns one byte. */
  static Span at(int position) {
    return new Span(position, position + 1);
  }
}
