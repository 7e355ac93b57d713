package org.mmaparrays.hdf5.internal.write;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A name or text as HDF5 has it: characters up to a zero byte.
 *
 * @param bytes the characters
 * @param characterSet 0 for ASCII, 1 for UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // carried to where it is written, never compared
record EncodedText(byte[] bytes, int characterSet) {
  /** Encodes a text; null if HDF5 cannot have it, since a character in it is zero, or half of a pair. */
  static @Nullable EncodedText of(String text) {
    if (text.indexOf('\0') >= 0) {
      return null;
    }
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return new EncodedText(bytes, bytes.length == text.length() ? 0 : 1);
    } catch (CharacterCodingException halfOfPair) {
      return null;
    }
  }
}
