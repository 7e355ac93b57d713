package org.mmaparrays.internal.commit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.concurrent.PendingFault;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.Storage;

/**
 * The record of one commit, open: all that it changes in the file of an array, on disk before the first byte of the file changes.
 *
 * <p>A prefix of {@value #PREFIX} bytes: magic, version, length and CRC-32C of the rest, CRC-32C of the prefix. Then the layout of
 * the array, the identity of its file, and the entries in ascending order: position in the file, length, a CRC-32C of each piece of
 * the bytes before the commit, and the bytes after it. All numbers are big-endian. A piece is the part of an entry in one sector of
 * {@value #SECTOR} bytes, which a disk writes as a whole or not at all.
 *
 * <p>Everything is read from one descriptor. {@link #find} checks the checksum of all, {@link #relationTo} the entries; neither
 * believes a number that it has not checked.
 *
 * @see CommitJournalWriter
 */
public final class CommitJournal implements Closeable {
  public static final int PREFIX = 32;
  public static final int SECTOR = 512;
  static final int LONGEST_ENTRY = 1 << 20;
  private static final long MAGIC = 0x894D4D434F4D4D0AL; // Not text; a transfer as text damages it.
  private static final int VERSION = 2;
  private static final int BUFFER = 1 << 18;

  private final StateFile journal;
  private final Storage.Contiguous array;
  private byte[] layout = {};
  private byte[] identity = {};
  private long entries;

  private CommitJournal(StateFile journal, Storage.Contiguous array) {
    this.journal = journal;
    this.array = array;
  }

  /** The relation of a data file to the commit whose journal is beside it. */
  enum Relation {
    /** The file of the commit, with none or all of the changes. */
    WHOLE,
    /** The file of the commit, with some of the changes. */
    HALF,
    /** A copy of that file, with none or all of the changes. */
    COPY,
    /** A copy of that file, with some of the changes. */
    HALF_COPY,
    /** Another file, which has replaced it. */
    STALE
  }

  /** Takes one entry after the other. */
  interface Entries {
    void entry(long position, int[] before, byte[] after) throws IOException;
  }

  /** Returns the layout of an array as a journal has it. */
  public static byte[] layout(Storage.Contiguous array) {
    ArraySpec spec = array.spec();
    return (spec.dtype().typestring() + " " + spec.shape() + " " + spec.order() + " at " + array.offset())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the identity of a file as a journal has it. */
  public static byte[] identity(FileIdentity file) {
    return (file.inode() + " " + file.born().toInstant()).getBytes(StandardCharsets.US_ASCII);
  }

  public static ByteBuffer prefix(long length, int crc) {
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
    prefix.putLong(MAGIC).putInt(VERSION).putLong(length).putInt(crc);
    prefix.putInt(PREFIX - Integer.BYTES, crc(prefix.array(), 0, PREFIX - Integer.BYTES));
    return prefix.rewind();
  }

  /** Returns the length of the first piece of some bytes of a file. */
  static int piece(long position, long length) {
    return (int) Math.min(SECTOR - position % SECTOR, length);
  }

  private static int pieces(long position, int length) {
    return (int) ((position + length - 1) / SECTOR - position / SECTOR) + 1;
  }

  public static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /**
   * Opens and checks the journal of a name, unless its owner may not write the array.
   *
   * @param array all rows of the array
   * @param data the attributes of its file
   * @return empty if there is none
   * @throws ArrayFormatException if it is damaged
   * @throws java.nio.file.FileSystemException if it is not a regular file, or cannot be read
   */
  static Optional<CommitJournal> find(Path path, Storage.Contiguous array, FileAttributes data)
      throws IOException {
    Optional<StateFile> file = StateFile.find(path, data);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    CommitJournal journal = new CommitJournal(file.get(), array);
    try {
      journal.check();
      return Optional.of(journal);
    } catch (IOException | RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private void check() throws IOException {
    int writers = FileAttributes.WRITE_BY_GROUP | FileAttributes.WRITE_BY_OTHERS;
    if ((attributes().mode() & writers) != 0) {
      throw damaged("a file that other users can write");
    }
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
    while (prefix.hasRemaining() && journal.channel().read(prefix, prefix.position()) >= 0) {
      // Until it is full.
    }
    if (prefix.hasRemaining() || prefix.getLong(0) != MAGIC
        || crc(prefix.array(), 0, PREFIX - Integer.BYTES) != prefix.getInt(PREFIX - Integer.BYTES)) {
      throw damaged("no beginning of one");
    }
    if (prefix.getInt(8) != VERSION) {
      throw new ArrayFormatException(journal.path(), 8, "a journal of version " + prefix.getInt(8),
          "version " + VERSION
              + "; let the release of this library that has written it finish the commit, or use the array as it is: "
              + CommitRecovery.discarding(array.file()));
    }
    long length = prefix.getLong(12);
    long actual = journal.channel().size() - PREFIX;
    if (length != actual) {
      throw damaged(actual + " bytes rather than " + length);
    }
    try (CheckedInputStream in = new CheckedInputStream(from(PREFIX), new CRC32C())) {
      in.skipNBytes(length);
      if ((int) in.getChecksum().getValue() != prefix.getInt(20)) {
        throw damaged("bytes that do not have the recorded checksum");
      }
    }
    try (DataInputStream in = new DataInputStream(from(PREFIX))) {
      layout = in.readNBytes(in.readUnsignedShort());
      identity = in.readNBytes(in.readUnsignedShort());
      entries = PREFIX + 2L * Short.BYTES + layout.length + identity.length;
    } catch (EOFException cut) {
      throw damaged("no description", cut);
    }
  }

  private boolean isOfLayout() {
    return Arrays.equals(layout, layout(array));
  }

  private InputStream from(long position) throws IOException {
    InputStream in = Channels.newInputStream(journal.channel().position(position));
    return new BufferedInputStream(in, BUFFER) {
      @Override
      public void close() {
        // The channel is closed with the journal.
      }
    };
  }

  /** Shows all entries. */
  void forEach(Entries target) throws IOException {
    long from = array.offset();
    long end = array.offset() + array.spec().byteSize();
    try (DataInputStream in = new DataInputStream(from(entries))) {
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
        target.entry(position, before, after);
        from = position + length;
      }
    } catch (EOFException cut) {
      throw damaged("a last entry that is cut", cut);
    }
  }

  /** Counts the pieces of a data file that are as they were before the commit, as they are after it, and neither. */
  private static final class Pieces {
    long before;
    long after;
    long neither;

    void add(byte[] now, int[] before, long position, byte[] after) {
      int at = 0;
      for (int crc : before) {
        int length = piece(position + at, after.length - at);
        boolean isAfter = Arrays.equals(now, at, at + length, after, at, at + length);
        boolean isBefore = crc(now, at, length) == crc;
        neither += isAfter || isBefore ? 0 : 1;
        // A piece that the commit leaves as it was tells nothing.
        this.before += isBefore && !isAfter ? 1 : 0;
        this.after += isAfter && !isBefore ? 1 : 0;
        at += length;
      }
    }
  }

  /**
   * Compares the journal with a data file, which is not being written.
   *
   * @throws ArrayFormatException if another program has changed the file since the commit was interrupted
   */
  Relation relationTo(StateFile data) throws IOException {
    boolean sameFile = Arrays.equals(identity, identity(data.attributes().identity()));
    if (!isOfLayout()) {
      if (sameFile) {
        throw new ArrayFormatException(journal.path(), "an interrupted commit of " + text(layout),
            "one of " + text(layout(array)) + ", as " + array.file()
                + " is; open it as the array that it was, or "
                + CommitRecovery.discarding(array.file()));
      }
      return Relation.STALE;
    }
    Pieces pieces = new Pieces();
    forEach((position, before, after) -> pieces.add(read(data.channel(), position, after.length), before,
        position,
        after));
    boolean half = pieces.before > 0 && pieces.after > 0;
    if (pieces.neither > 0) {
      if (sameFile || half) {
        throw new ArrayFormatException(array.file(),
            "bytes that are neither those before nor those after the commit that was interrupted",
            "an array that no program has changed since; restore it, or "
                + CommitRecovery.discarding(array.file()));
      }
      return Relation.STALE;
    }
    return sameFile ? half ? Relation.HALF : Relation.WHOLE : half ? Relation.HALF_COPY : Relation.COPY;
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** Reads bytes of a file; zeros behind its end. */
  private static byte[] read(FileChannel data, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && data.read(buffer, position + buffer.position()) >= 0) {
      // Until it is full.
    }
    return buffer.array();
  }

  /** Writes the bytes after the commit into the data file; a second time does no harm. Durable when this returns. */
  void apply(StateFile data, CrashPoints steps) throws IOException {
    forEach((position, before, after) -> steps.take(() -> FileOps.write(data.channel(), after, position)));
    steps.take(() -> data.channel().force(true));
  }

  /** Writes the bytes after the commit into memory that has the bytes of the data file from a position on. */
  void copyTo(MemorySegment memory, long start) throws IOException {
    forEach((position, before, after) -> {
      long from = Math.max(position, start);
      long to = Math.min(position + after.length, start + memory.byteSize());
      if (from < to) {
        MemorySegment.copy(after, (int) (from - position), memory, ValueLayout.JAVA_BYTE, from - start,
            (int) (to - from));
      }
    });
    PendingFault.surfaceSurely();
  }

  /** Returns the attributes of the file that is open. */
  FileAttributes attributes() {
    return journal.attributes();
  }

  /** Returns whether the file that is open still has its name. */
  boolean hasName() throws IOException {
    // Its time of modification stays, so that its identity does, also where that is taken for the time of birth.
    return FileAttributes.find(journal.path()).map(FileAttributes::identity)
        .equals(Optional.of(attributes().identity()));
  }

  private ArrayFormatException damaged(String found) {
    return damaged(found, null);
  }

  private ArrayFormatException damaged(String found, @Nullable IOException cause) {
    ArrayFormatException damaged =
        new ArrayFormatException(journal.path(), "a damaged journal of an interrupted commit: " + found,
            "a whole one; " + array.file() + " may have all, some or none of the changes: restore it, or "
                + CommitRecovery.discarding(array.file()));
    if (cause != null) {
      damaged.initCause(cause);
    }
    return damaged;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
