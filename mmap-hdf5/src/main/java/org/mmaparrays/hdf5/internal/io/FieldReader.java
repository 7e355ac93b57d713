package org.mmaparrays.hdf5.internal.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * One structure of a file, read field by field in little-endian order. A field that leaves the structure is an {@link
 * ArrayFormatException} that names the byte.
 */
public final class FieldReader {
  /** An address that says that there is nothing. */
  public static final long UNDEFINED = -1;

  private final Path file;
  private final long start;
  private final ByteBuffer bytes;
  private final int offsetSize;
  private final int lengthSize;

  /**
   * Reads a structure from its first byte on.
   *
   * @param start the byte offset of the structure in the file
   * @param offsetSize the bytes of an address
   * @param lengthSize the bytes of a length
   */
  FieldReader(Path file, long start, ByteBuffer bytes, int offsetSize, int lengthSize) {
    this.file = file;
    this.start = start;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.offsetSize = offsetSize;
    this.lengthSize = lengthSize;
  }

  /** Returns the byte offset in the file of the next field. */
  public long position() {
    return start + bytes.position();
  }

  /** Returns the bytes of the structure before the next field. */
  public int offset() {
    return bytes.position();
  }

  /** Returns the bytes of an address. */
  public int addressBytes() {
    return offsetSize;
  }

  public int remaining() {
    return bytes.remaining();
  }

  public int u8() throws ArrayFormatException {
    return need(1).get() & 0xFF;
  }

  public int u16() throws ArrayFormatException {
    return need(2).getShort() & 0xFFFF;
  }

  public long u32() throws ArrayFormatException {
    return need(4).getInt() & 0xFFFF_FFFFL;
  }

  public long i64() throws ArrayFormatException {
    return need(8).getLong();
  }

  /** Reads an unsigned number of 1 to 8 bytes that fits a {@code long}. */
  public long unsigned(int size) throws ArrayFormatException {
    need(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes.get() & 0xFFL) << (8 * i);
    }
    if (value < 0) {
      throw new ArrayFormatException(file, position() - size, Long.toUnsignedString(value),
          "less than 2**63");
    }
    return value;
  }

  /** Reads an address relative to the base of the file, or {@link #UNDEFINED}. */
  public long address() throws ArrayFormatException {
    return unsignedOrOnes(offsetSize);
  }

  /** Reads a size in bytes or elements. */
  public long length() throws ArrayFormatException {
    return unsigned(lengthSize);
  }

  /** Reads the greatest value that a size may take, or {@link #UNDEFINED} if nothing limits it. */
  public long limit() throws ArrayFormatException {
    return unsignedOrOnes(lengthSize);
  }

  private long unsignedOrOnes(int size) throws ArrayFormatException {
    need(size);
    for (int i = 0; i < size; i++) {
      if (bytes.get(bytes.position() + i) != (byte) 0xFF) {
        return unsigned(size);
      }
    }
    skip(size);
    return UNDEFINED;
  }

  public byte[] bytes(int count) throws ArrayFormatException {
    byte[] copy = new byte[need(count).remaining() < count ? 0 : count];
    bytes.get(copy);
    return copy;
  }

  public FieldReader skip(int count) throws ArrayFormatException {
    need(count).position(bytes.position() + count);
    return this;
  }

  /** Takes the next part of this structure, and goes on behind it. */
  public FieldReader part(int count) throws ArrayFormatException {
    long at = position();
    FieldReader part =
        new FieldReader(file, at, need(count).slice(bytes.position(), count), offsetSize, lengthSize);
    skip(count);
    return part;
  }

  /** Returns an independent reader of the rest of this structure. */
  public FieldReader again() {
    return new FieldReader(file, position(), bytes.slice(), offsetSize, lengthSize);
  }

  /** Returns a part of this structure, independent of the position; any number of threads may call it at a time. */
  public FieldReader part(int from, int count) throws ArrayFormatException {
    if (from < 0 || count < 0 || from > bytes.limit() - count) {
      throw new ArrayFormatException(file, start + from,
          "the end of a structure of " + bytes.limit() + " bytes",
          count + " more bytes: the file is damaged");
    }
    return new FieldReader(file, start + from, bytes.slice(from, count), offsetSize, lengthSize);
  }

  /** Reads text in a field of a number of bytes, up to the first zero byte. */
  public String text(int count) throws ArrayFormatException {
    byte[] raw = bytes(count);
    int end = 0;
    while (end < raw.length && raw[end] != 0) {
      end++;
    }
    return Text.of(raw, 0, end);
  }

  /** Reads text up to a zero byte. */
  public String terminatedText() throws ArrayFormatException {
    int end = bytes.position();
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (end == bytes.limit()) {
      throw fault("a name without an end", "a zero byte behind it");
    }
    String text = text(end - bytes.position());
    skip(1);
    return text;
  }

  /** Requires four ASCII letters. */
  public FieldReader signature(String wanted) throws ArrayFormatException {
    long at = position();
    String found = new String(bytes(wanted.length()), StandardCharsets.ISO_8859_1);
    if (!found.equals(wanted)) {
      throw new ArrayFormatException(file, at, "signature '" + found + "'", "'" + wanted + "'");
    }
    return this;
  }

  /**
   * Requires the next four bytes to be the checksum of all bytes before them.
   *
   * @see Lookup3
   */
  public void checksum() throws ArrayFormatException {
    int computed = Lookup3.hash(bytes.duplicate().flip());
    verify(u32(), computed);
  }

  /** Requires the next four bytes to be the checksum of the whole structure, in which they themselves are zeros. */
  public void checksumOfAll() throws ArrayFormatException {
    int at = bytes.position();
    long stored = u32();
    byte[] all = new byte[bytes.limit()];
    bytes.duplicate().rewind().get(all);
    Arrays.fill(all, at, at + 4, (byte) 0);
    verify(stored, Lookup3.hash(all));
  }

  private void verify(long stored, int computed) throws ArrayFormatException {
    if ((int) stored != computed) {
      throw new ArrayFormatException(file, position() - 4, "checksum " + Long.toHexString(stored),
          Integer.toHexString(computed) + " over its structure: the file is damaged");
    }
  }

  /** Returns a fault at the field that was read last. */
  public ArrayFormatException fault(String found, String expected) {
    return new ArrayFormatException(file, position(), found, expected);
  }

  /** Returns a fault at the field that was read last, with the error that revealed it. */
  public ArrayFormatException fault(String found, String expected, Throwable cause) {
    return new ArrayFormatException(file, position(), found, expected, cause);
  }

  /** Returns a refusal of the field that was read last, which is well formed. */
  public UnsupportedArrayException unsupported(String what) {
    return new UnsupportedArrayException(file, position(), what, null);
  }

  private ByteBuffer need(int count) throws ArrayFormatException {
    if (count < 0 || bytes.remaining() < count) {
      throw fault("the end of a structure of " + bytes.limit() + " bytes",
          count + " more bytes: the file is damaged");
    }
    return bytes;
  }
}
