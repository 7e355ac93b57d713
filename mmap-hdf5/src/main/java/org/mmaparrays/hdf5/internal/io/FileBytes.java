package org.mmaparrays.hdf5.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.model.ArrayFormatException;

/**
 * A file, read structure by structure at addresses that it gives itself. For any address nothing outside the file is read,
 * and no more in all than a well-formed file needs.
 */
public final class FileBytes implements Closeable {
  /** The bytes that may be read of a well-formed small file, structures that are read more than once included. */
  private static final long BUDGET = 1 << 20;

  /** The number of times that each byte of a well-formed file may be read, by the same reasoning. */
  private static final long TIMES = 8;

  /** More than any structure has; elements are read otherwise. */
  private static final int MOST_STRUCTURE = 64 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final boolean often;
  private final List<Range> structures = new ArrayList<>();
  private long read;
  private long base;
  private long end;
  private int offsetSize = 8;
  private int lengthSize = 8;

  /**
   * The part of the superblock that says where addresses count from and how wide they are.
   *
   * @param base the byte offset in the file of address 0
   * @param end the byte offset in the file behind the last address
   */
  public record Frame(long base, long end, int offsetSize, int lengthSize) {}

  /** Bytes of the file, from the first to behind the last. */
  private record Range(long start, long end) {}

  private FileBytes(Path file, FileChannel channel, boolean often) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
    this.end = size;
    this.often = often;
  }

  public static FileBytes open(Path file) throws IOException {
    return open(file, false);
  }

  /** Opens a file again, without a limit on the bytes that are read in all. */
  public static FileBytes reopen(Path file, Frame frame) throws IOException {
    FileBytes bytes = open(file, true);
    if (frame.end() > bytes.size) {
      bytes.close();
      throw new ArrayFormatException(file, bytes.size, "the end of the file",
          (frame.end() - bytes.size) + " more bytes: the file was truncated");
    }
    bytes.layout(frame.base(), frame.end() - frame.base(), frame.offsetSize(), frame.lengthSize());
    return bytes;
  }

  private static FileBytes open(Path file, boolean often) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(file, channel, often);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  public Frame frame() {
    return new Frame(base, end, offsetSize, lengthSize);
  }

  /**
   * Sets the base and end of addresses, and their widths, as the superblock says.
   *
   * @param newBase the byte offset in the file of address 0
   * @param newEnd the address behind the last byte
   */
  public void layout(long newBase, long newEnd, int newOffsetSize, int newLengthSize) {
    base = newBase;
    end = newBase + newEnd;
    offsetSize = newOffsetSize;
    lengthSize = newLengthSize;
  }

  public Path file() {
    return file;
  }

  /** Returns the size of the file in bytes. */
  public long size() {
    return size;
  }

  public int offsetSize() {
    return offsetSize;
  }

  public int lengthSize() {
    return lengthSize;
  }

  /** Returns the byte offset in the file of an address. */
  public long position(long address) {
    return base + address;
  }

  /**
   * Reads the bytes at an address as a structure.
   *
   * @throws ArrayFormatException if they are not all inside the file, or the file's structures are read over and over again
   */
  public FieldReader at(long address, long length) throws IOException {
    if (length > MOST_STRUCTURE) {
      throw new ArrayFormatException(file, base + address, "a structure of " + length + " bytes",
          "at most " + MOST_STRUCTURE);
    }
    FieldReader fields =
        new FieldReader(file, base + address, bytes(address, length), offsetSize, lengthSize);
    reserve(address, length);
    return fields;
  }

  /** Marks the place of a structure, where no elements can be. */
  public void reserve(long address, long length) {
    if (!often) {
      structures.add(new Range(base + address, base + address + length));
    }
  }

  /**
   * Checks that elements that may be written in place are inside the file and apart from all structures that led to them.
   *
   * @throws ArrayFormatException if they are not
   */
  public void checkElements(long address, long length) throws ArrayFormatException {
    check(address, length);
    long start = base + address;
    for (Range structure : structures) {
      if (start < structure.end && structure.start < start + length) {
        throw fault(address, length + " bytes of elements over a structure at byte " + structure.start,
            "elements apart from what describes them: the file is damaged");
      }
    }
  }

  /** Reads the bytes at an address, which are checked before any memory is allocated. */
  ByteBuffer bytes(long address, long length) throws IOException {
    check(address, length);
    if (length > Integer.MAX_VALUE - 8) {
      throw new ArrayFormatException(file, base + address, "a structure of " + length + " bytes",
          "less than 2 GiB");
    }
    read += length;
    if (!often && read > BUDGET + TIMES * size) {
      throw new ArrayFormatException(file, base + address,
          "structures that have been read " + TIMES + " times over",
          "structures that do not lead back to themselves");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    read(bytes, base + address);
    return bytes.flip();
  }

  /** Reads the bytes from an address on, up to a limit: for structures that say their own length. */
  public FieldReader upTo(long address, int most) throws IOException {
    check(address, 0);
    return new FieldReader(file, base + address, bytes(address, Math.min(most, end - base - address)),
        offsetSize,
        lengthSize);
  }

  /**
   * Checks that bytes at an address lie inside the file.
   *
   * @throws ArrayFormatException if they do not
   */
  public void check(long address, long length) throws ArrayFormatException {
    if (address < 0 || length < 0 || address > end - base || length > end - base - address) {
      throw new ArrayFormatException(file,
          "an address " + (address < 0 ? "that is undefined" : Long.toString(address)) + " with " + length
              + " bytes",
          "addresses inside its " + (end - base) + " bytes: the file is truncated or damaged");
    }
  }

  /** Returns a fault of the structure at an address. */
  public ArrayFormatException fault(long address, String found, String expected) {
    return new ArrayFormatException(file, base + address, found, expected);
  }

  /** Fills a buffer from a byte offset of the file; any number of threads at a time. */
  public void read(ByteBuffer target, long position) throws IOException {
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw new ArrayFormatException(file, position, "the end of the file",
            target.remaining() + " more bytes: the file was truncated");
      }
      position += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
