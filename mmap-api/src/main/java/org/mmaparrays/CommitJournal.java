package org.mmaparrays;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.mmaparrays.spi.Storage;

/**
 * What a commit is about to write into the file of an array, on disk before the first byte of it is: so that a commit that
 * is cut short is finished, whoever opens the array next.
 *
 * <p>A prefix of {@value #PREFIX} bytes: magic, version, length and CRC-32C of the rest, CRC-32C of the prefix. Then what the
 * array is, and the entries: position in the file, length, a CRC-32C of each piece of the bytes that the file has there
 * before the commit, and the bytes that it has after. All numbers are big-endian. A piece is what lies in one sector of
 * {@value #SECTOR} bytes, which a disk writes as a whole or not at all: each is found as it was or as it shall be, or
 * somebody else has changed the file meanwhile.
 *
 * @see CommitJournalWriter
 */
final class CommitJournal {
  static final int PREFIX = 32;
  static final int SECTOR = 512;
  static final int LONGEST_ENTRY = 1 << 20;
  private static final long MAGIC = 0x894D4D434F4D4D0AL; // Not text, and damaged by whoever takes it for text.
  private static final int VERSION = 1;
  private static final int BUFFER = 1 << 18;

  private final Path journal;
  private final Path file;
  private final Storage.Contiguous array;

  /**
   * A journal that exists.
   *
   * @param journal its file
   * @param array what it should be of: all rows
   */
  CommitJournal(Path journal, Storage.Contiguous array) {
    this.journal = journal;
    this.file = array.file();
    this.array = array;
  }

  /** Takes one entry after the other. */
  private interface Entries {
    void entry(long position, int[] before, byte[] after) throws IOException;
  }

  /** What the journal of an array says that the array is. */
  static byte[] description(Storage.Contiguous array, long fileLength) {
    return (array.spec().dtype().typestring() + " " + array.spec().shape() + " " + array.spec().order()
        + " at "
        + array.offset() + " of " + fileLength).getBytes(StandardCharsets.US_ASCII);
  }

  static ByteBuffer prefix(long length, int crc) {
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
    prefix.putLong(MAGIC).putInt(VERSION).putLong(length).putInt(crc);
    prefix.putInt(PREFIX - Integer.BYTES, crc(prefix.array(), 0, PREFIX - Integer.BYTES));
    return prefix.rewind();
  }

  /** The length of the first piece of some bytes of a file. */
  static int piece(long position, long length) {
    return (int) Math.min(SECTOR - position % SECTOR, length);
  }

  static int pieces(long position, int length) {
    return (int) ((position + length - 1) / SECTOR - position / SECTOR) + 1;
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /**
   * Checks the journal against itself, the array, and the bytes that the file has.
   *
   * @throws ArrayFormatException if the journal is damaged, or of another array, or the file has been changed since
   */
  void check() throws IOException {
    long bodyLength = checkPrefix();
    try (InputStream in = body(); CheckedInputStream checked = new CheckedInputStream(in, new CRC32C())) {
      checked.skipNBytes(bodyLength);
      if ((int) checked.getChecksum().getValue() != ByteBuffer.wrap(storedPrefix()).getInt(20)) {
        throw damaged("bytes that do not have the recorded checksum");
      }
    }
    try (FileChannel data = FileChannel.open(file, StandardOpenOption.READ)) {
      forEach((position, before, after) -> checkPieces(data, position, before, after));
    }
  }

  /** Writes what is committed into the file; again does no harm. Durable when this returns. */
  void apply(CrashPoints steps) throws IOException {
    try (FileChannel data = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      forEach((position, before, after) -> steps.take(() -> {
        ByteBuffer bytes = ByteBuffer.wrap(after);
        while (bytes.hasRemaining()) {
          data.write(bytes, position + bytes.position());
        }
      }));
      steps.take(() -> data.force(true));
    }
  }

  private byte[] storedPrefix() throws IOException {
    try (InputStream in = Files.newInputStream(journal)) {
      return in.readNBytes(PREFIX);
    }
  }

  private long checkPrefix() throws IOException {
    byte[] bytes = storedPrefix();
    ByteBuffer prefix = ByteBuffer.wrap(bytes);
    if (bytes.length < PREFIX || prefix.getLong(0) != MAGIC
        || crc(bytes, 0, PREFIX - Integer.BYTES) != prefix.getInt(PREFIX - Integer.BYTES)) {
      throw damaged("no beginning of one");
    }
    if (prefix.getInt(8) != VERSION) {
      throw new ArrayFormatException(journal, 8, "a journal of version " + prefix.getInt(8),
          "version " + VERSION + "; let the newer release that has written it finish the commit");
    }
    long length = prefix.getLong(12);
    if (length != Files.size(journal) - PREFIX) {
      throw damaged(Files.size(journal) + " bytes rather than " + (length + PREFIX));
    }
    return length;
  }

  private InputStream body() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(journal), BUFFER);
    in.skipNBytes(PREFIX);
    return in;
  }

  private void forEach(Entries entries) throws IOException {
    long from = array.offset();
    long end = array.offset() + array.spec().byteSize();
    try (DataInputStream in = new DataInputStream(body())) {
      checkDescription(in);
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != CommitJournalWriter.ENTRY) {
          throw damaged("an entry of kind " + next);
        }
        long position = in.readLong();
        int length = in.readInt();
        if (position < from || length <= 0 || length > LONGEST_ENTRY || length > end - position) {
          throw damaged("an entry of " + length + " bytes at " + position + " outside the array");
        }
        int[] before = new int[pieces(position, length)];
        for (int i = 0; i < before.length; i++) {
          before[i] = in.readInt();
        }
        byte[] after = new byte[length];
        in.readFully(after);
        entries.entry(position, before, after);
        from = position + length;
      }
    } catch (EOFException e) {
      ArrayFormatException damaged = damaged("a last entry that is cut");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private void checkDescription(DataInputStream in) throws IOException {
    byte[] expected = description(array, Files.size(file));
    byte[] found = in.readNBytes(in.readUnsignedShort());
    if (!Arrays.equals(found, expected)) {
      throw new ArrayFormatException(journal,
          "an interrupted commit of " + new String(found, StandardCharsets.US_ASCII) + " bytes",
          "one of " + new String(expected, StandardCharsets.US_ASCII) + " bytes, as " + file
              + " is; put the array back that it is of, or remove the journal to use the array as it is");
    }
  }

  private void checkPieces(FileChannel data, long position, int[] before, byte[] after) throws IOException {
    byte[] now = new byte[after.length];
    ByteBuffer buffer = ByteBuffer.wrap(now);
    while (buffer.hasRemaining() && data.read(buffer, position + buffer.position()) >= 0) {
      // Until it is full; the file has the array's length.
    }
    int at = 0;
    for (int crc : before) {
      int length = piece(position + at, after.length - at);
      if (crc(now, at, length) != crc && !Arrays.equals(now, at, at + length, after, at, at + length)) {
        throw new ArrayFormatException(file, position + at,
            "bytes that are neither those before nor those after the commit that was interrupted",
            "an array that nobody has changed since; remove " + journal + " to use it as it is");
      }
      at += length;
    }
  }

  private ArrayFormatException damaged(String found) {
    return new ArrayFormatException(journal, "a damaged journal of an interrupted commit: " + found,
        "a whole one; " + file + " may have all, some or none of the changes: restore it,"
            + " or remove the journal to use it as it is");
  }
}
