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

  /** Where the version is: the byte of its major number, then the byte of its minor one. */
  static final int OFFSET = 6;
  /** Where the length of the header text is. */
  static final int LENGTH_OFFSET = 8;

  private final int lengthBytes;
  private final Charset charset;

  NpyVersion(int lengthBytes, Charset charset) {
    this.lengthBytes = lengthBytes;
    this.charset = charset;
  }

  /**
   * The version of the given numbers.
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

  /** Bytes of the length field. */
  int lengthBytes() {
    return lengthBytes;
  }

  /** Where the header text starts. */
  int textOffset() {
    return LENGTH_OFFSET + lengthBytes;
  }

  /** The encoding of the header text. */
  Charset charset() {
    return charset;
  }

  /** Whether Python 2, whose long integers end in {@code L}, may have written it. */
  boolean hasPython2Integers() {
    return this != V3;
  }

  /** The value of the length field, which is little-endian and unsigned. */
  long length(byte[] field) {
    ByteBuffer buffer = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
    return lengthBytes == Short.BYTES
        ? Short.toUnsignedLong(buffer.getShort())
        : Integer.toUnsignedLong(buffer.getInt());
  }
}
