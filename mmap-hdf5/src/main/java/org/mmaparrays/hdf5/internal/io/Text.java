package org.mmaparrays.hdf5.internal.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names and texts as bytes: UTF-8, and Latin-1 where the bytes are not UTF-8, so that every listed name can be found again.
 */
public final class Text {
  private Text() {}

  /** Returns the text of some bytes. */
  static String of(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    } catch (CharacterCodingException latin) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the text of some bytes. */
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Returns the bytes of a name in UTF-8. */
  public static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the bytes in which older programs may have written a name. */
  public static byte[] latin1(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Orders names as the format does: byte by byte, unsigned. */
  public static int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }
}
