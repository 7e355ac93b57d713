package org.mmaparrays.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Files made by hand: magic, version, length, a text as it is given, and elements. */
final class HeaderBytes {
  private HeaderBytes() {}

  /** A file of version 1.0. */
  static byte[] version1(String text, int elementBytes) {
    return file(1, text, text.length(), elementBytes);
  }

  /** A file of a version, whose length field says something. */
  static byte[] file(int major, String text, long length, int elementBytes) {
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    byte[] encoded = text.getBytes(charset);
    ByteBuffer file = ByteBuffer.allocate(12 + encoded.length + elementBytes).order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyHeader.magic()).put((byte) major).put((byte) 0);
    if (major == 1) {
      file.putShort((short) length);
    } else {
      file.putInt((int) length);
    }
    file.put(encoded).position(file.position() + elementBytes);
    byte[] bytes = new byte[file.position()];
    file.rewind().get(bytes);
    return bytes;
  }
}
