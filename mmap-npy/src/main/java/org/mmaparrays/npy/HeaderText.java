package org.mmaparrays.npy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArrayFormatException;

/** The text of a header as it lies in the file, and the faults found in it. */
final class HeaderText {
  /** The most characters of the text that an error quotes, so that it stays one readable line. */
  private static final int MOST_SHOWN = 60;

  private final Path file;
  private final NpyVersion version;
  private final byte[] bytes;

  HeaderText(Path file, NpyVersion version, byte[] bytes) {
    this.file = file;
    this.version = version;
    this.bytes = bytes;
  }

  Path file() {
    return file;
  }

  NpyVersion version() {
    return version;
  }

  int length() {
    return bytes.length;
  }

  /** Returns the byte at a position of the text, from 0; -1 at and behind its end. */
  int at(int position) {
    return position < bytes.length ? Byte.toUnsignedInt(bytes[position]) : -1;
  }

  /** Returns the characters of a part, as they are. */
  String part(Span span) {
    return new String(bytes, span.from(), span.to() - span.from(), version.charset());
  }

  /** Returns a part as an error quotes it: abbreviated, and on one line, all but printable ASCII escaped. */
  String shown(Span span) {
    String part = part(span);
    StringBuilder shown = new StringBuilder();
    part.codePoints().limit(MOST_SHOWN).forEach(c -> {
      if (c < ' ' || c > '~') {
        shown.append("\\x").append(Integer.toHexString(c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return part.length() > MOST_SHOWN ? shown + "..." : shown.toString();
  }

  /** Returns the exception for a part that is malformed. */
  ArrayFormatException fault(Span span, String expected) {
    return fault(span, expected, null);
  }

  /** Returns the exception for a part that is malformed, with the error that revealed it. */
  ArrayFormatException fault(Span span, String expected, @Nullable Throwable cause) {
    String found = span.from() >= bytes.length ? "the end of the header" : shown(span);
    return new ArrayFormatException(file, offset(span), found, expected, cause);
  }

  /** Returns the byte of the file at which a part starts. */
  long offset(Span span) {
    return (long) version.textOffset() + span.from();
  }
}
