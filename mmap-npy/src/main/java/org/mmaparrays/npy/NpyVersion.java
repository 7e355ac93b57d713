package org.mmaparrays.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.mmaparrays.model.ArrayFormatException;

/** The versions of the format: they differ in the width of the length field and the encoding of the header. */
enum NpyVersion {
  /** Version 1.0. */
  V1(Short.BYTES, StandardCharsets.ISO_8859_1),
  /** Version 2.0, for headers of 64 KiB and more. */
  V2(Integer.BYTES, StandardCharsets.ISO_8859_1),
  /** Version 3.0, for field names outside Latin-1. */
  V3(Integer.BYTES, StandardCharsets.UTF_8);

  /** The position of the version: the byte of its major number, then the byte of its minor one. */
  static final int OFFSET = 6;
  /** The position of the length of the header text. */
  static final int LENGTH_OFFSET = 8;

  private final int lengthBytes;
  private final Charset charset;

  NpyVersion(int lengthBytes, Charset charset) {
    this.lengthBytes = lengthBytes;
    this.charset = charset;
  }

  /**
   * Returns the version of the given numbers.
   *
   * @throws ArrayFormatException if there is none, as for 1.1
   */
  static NpyVersion of(Path file, byte major, byte minor) throws ArrayFormatException {
    if (major < 1 || major > values().length || minor != 0) {
      throw new ArrayFormatException(file, OFFSET,
          "version " + Byte.toUnsignedInt(major) + "." + Byte.toUnsignedInt(minor), "1.0, 2.0 or 3.0");
    }
    return values()[major - 1];
  }

  /** Returns the number of bytes of the length field. */
  int lengthBytes() {
    return lengthBytes;
  }

  /** Returns the position of the header text. */
  int textOffset() {
    return LENGTH_OFFSET + lengthBytes;
  }

  /** Returns the encoding of the header text. */
  Charset charset() {
    return charset;
  }

  /** Returns whether Python 2 may have written it, where long integers end in {@code L}. */
  boolean hasPython2Integers() {
    return this != V3;
  }

  /** Returns the value of the length field, which is little-endian and unsigned. */
  long length(byte[] field) {
    ByteBuffer buffer = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
    return lengthBytes == Short.BYTES
        ? Short.toUnsignedLong(buffer.getShort())
        : Integer.toUnsignedLong(buffer.getInt());
  }
}
