package org.mmaparrays.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The header of a file: magic, version, length of the text, text.
 *
 * @param spec the spec that the text describes
 * @param length bytes of all four, after which the elements start; a multiple of 64, in old files of 16, in files of
 *     other writers of anything
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
record NpyHeader(ArraySpec spec, long length) {
  /** The longest text: as many characters as NumPy reads by default ({@code max_header_size}); here bytes, which are never fewer. */
  static final int MAX_TEXT = 10_000;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Returns the six bytes that every file starts with. */
  static byte[] magic() {
    return MAGIC.clone();
  }

  /**
   * Reads a file's header.
   *
   * @throws ArrayFormatException if it is malformed
   * @throws UnsupportedArrayException if its dtype is not supported, or its text is longer than {@value #MAX_TEXT} bytes
   * @throws IOException if the file cannot be read
   */
  static NpyHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] start = bytes(file, channel, 0, NpyVersion.LENGTH_OFFSET, "of magic \\x93NUMPY and version");
      if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        throw new ArrayFormatException(file, 0,
            "bytes " + HexFormat.ofDelimiter(" ").formatHex(start, 0, MAGIC.length),
            "93 4e 55 4d 50 59, the magic \\x93NUMPY of an npy file");
      }
      NpyVersion version = NpyVersion.of(file, start[NpyVersion.OFFSET], start[NpyVersion.OFFSET + 1]);
      byte[] field =
          bytes(file, channel, NpyVersion.LENGTH_OFFSET, version.lengthBytes(), "of header length");
      long length = checkedLength(file, channel, version, version.length(field));
      byte[] text = bytes(file, channel, version.textOffset(), length, "of header");
      ArraySpec spec = new HeaderFields(new HeaderText(file, version, text)).spec();
      return new NpyHeader(spec, version.textOffset() + length);
    }
  }

  /** Returns the length of the text, once it is known to be in the file and to be no burden. */
  private static long checkedLength(Path file, FileChannel channel, NpyVersion version, long length)
      throws IOException {
    long size = channel.size();
    if (length > size - version.textOffset()) {
      throw ends(file, size, version.textOffset() + length - size,
          "of header, which has " + length + " bytes by the length at byte " + NpyVersion.LENGTH_OFFSET);
    }
    if (length > MAX_TEXT) {
      throw new UnsupportedArrayException(file, NpyVersion.LENGTH_OFFSET,
          "has a header of " + length + " bytes, and at most " + MAX_TEXT
              + " are read, as in NumPy; only structured dtypes, which are not supported, need more",
          null);
    }
    return length;
  }

  /** Returns some bytes of the file; their number is known to be small. */
  private static byte[] bytes(Path file, FileChannel channel, long at, long count, String what)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(count));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw ends(file, at + buffer.position(), buffer.remaining(), what);
      }
    }
    return buffer.array();
  }

  private static ArrayFormatException ends(Path file, long at, long missing, String what) {
    return new ArrayFormatException(file, at, "the end of the file",
        missing + " more bytes " + what + "; restore the file");
  }
}
