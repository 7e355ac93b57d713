package org.mmaparrays.cli.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.mmaparrays.model.ArrayFormatException;

/**
 * An IDX file of bytes, plain or compressed by gzip, read once from its start in constant memory.
 *
 * <p>Two zero bytes, a type (8 for unsigned bytes), the number of axes, their lengths as big-endian 32-bit integers, then
 * the elements in row-major order and nothing else. Every fault is an {@link ArrayFormatException} that names file, byte
 * (of the contents after decompression), the content found and the content expected.
 *
 * @see <a href="https://web.archive.org/web/2024/http://yann.lecun.com/exdb/mnist/">The IDX file format, in the MNIST
 *     database</a>
 */
final class IdxFile implements AutoCloseable {
  private static final int UNSIGNED_BYTE = 8;

  private final Path file;
  private final InputStream in;
  private final int[] dims;
  private long position;

  private IdxFile(Path file, InputStream in, int axes) throws IOException {
    this.file = file;
    this.in = in;
    this.dims = new int[axes];
    byte[] magic = header(4);
    byte[] wanted = {0, 0, UNSIGNED_BYTE, (byte) axes};
    if (!Arrays.equals(magic, wanted)) {
      throw fault(0, hex(magic),
          hex(wanted) + ", the magic number of an IDX file of unsigned bytes with " + axes
              + (axes == 1 ? " axis" : " axes"));
    }
    for (int axis = 0; axis < axes; axis++) {
      dims[axis] = ByteBuffer.wrap(header(4)).getInt();
      if (dims[axis] < 0) {
        throw fault(position - 4, "a length of " + Integer.toUnsignedString(dims[axis]) + " for axis " + axis,
            "at most " + Integer.MAX_VALUE);
      }
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @param axes how many axes it must have
   * @throws ArrayFormatException if the header is not that of such a file
   * @throws IOException if it cannot be read
   */
  static IdxFile open(Path file, int axes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder; name an IDX file");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean zipped = in.read() == 0x1F && in.read() == 0x8B;
      in.reset();
      return new IdxFile(file, zipped ? new GZIPInputStream(in, 1 << 16) : in, axes);
    } catch (ZipException | EOFException e) {
      in.close();
      throw new ArrayFormatException(file, 0, "gzip data that is broken (" + e.getMessage() + ")",
          "intact gzip data; fetch the file again", e);
    } catch (Throwable e) {
      in.close();
      throw e;
    }
  }

  /** Returns the length of an axis. */
  int dim(int axis) {
    return dims[axis];
  }

  /** Returns the length of the first axis. */
  int rows() {
    return dims[0];
  }

  /**
   * Reads the next elements.
   *
   * @throws ArrayFormatException if there are not so many
   * @throws IOException if the file cannot be read
   */
  void read(byte[] target, int count) throws IOException {
    int read = readNBytes(target, count);
    if (read < count) {
      throw fault(position, "the end of the data", (count - read) + " bytes more at least, for " + dims[0]
          + " rows; fetch the file again");
    }
  }

  /**
   * Checks that all elements have been read and nothing follows.
   *
   * @throws ArrayFormatException if something does
   * @throws IOException if the file cannot be read
   */
  void expectEnd() throws IOException {
    if (readNBytes(new byte[1], 1) != 0) {
      throw fault(position - 1, "more data", "the end of the data after " + dims[0] + " rows");
    }
  }

  private byte[] header(int count) throws IOException {
    byte[] bytes = new byte[count];
    int read = readNBytes(bytes, count);
    if (read < count) {
      throw fault(position, "the end of the data", "a header of " + (4 + 4 * dims.length) + " bytes");
    }
    return bytes;
  }

  private int readNBytes(byte[] target, int count) throws IOException {
    try {
      int read = in.readNBytes(target, 0, count);
      position += read;
      return read;
    } catch (ZipException | EOFException e) {
      // The exact place is unknown: the decompressor works ahead of its output.
      throw new ArrayFormatException(file, position,
          "gzip data that is broken here or soon after (" + e.getMessage() + ")",
          "intact gzip data; fetch the file again", e);
    }
  }

  private ArrayFormatException fault(long offset, String found, String expected) {
    return new ArrayFormatException(file, offset, found, expected);
  }

  private static String hex(byte[] bytes) {
    return String.format("%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3]);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
