package org.mmaparrays;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.mmaparrays.spi.Storage;

/** Writes a {@link CommitJournal}, entry by entry, whatever their number. */
final class CommitJournalWriter implements Closeable {
  static final int ENTRY = 1;
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final CheckedOutputStream checked;
  private final DataOutputStream out;
  private long entries;

  /** Starts a journal, in place of one that a crash has left unfinished. */
  CommitJournalWriter(Path file, Storage.Contiguous array, long fileLength) throws IOException {
    Files.deleteIfExists(file);
    // Anew, so that no link of somebody else is followed; and read by nobody who may not read the array.
    channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        FileOwnership.ownerOnly(file));
    checked = new CheckedOutputStream(
        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), new CRC32C());
    out = new DataOutputStream(checked);
    // Written last: until then it is no journal.
    channel.write(ByteBuffer.allocate(CommitJournal.PREFIX));
    byte[] description = CommitJournal.description(array, fileLength);
    out.writeShort(description.length);
    out.write(description);
  }

  /** Bytes of the file from a position on: as they are to be, and as they are, in two arrays at the same index. */
  void entry(long position, int length, byte[] after, byte[] before, int at) throws IOException {
    out.write(ENTRY);
    out.writeLong(position);
    out.writeInt(length);
    for (int done = 0; done < length;) {
      int piece = CommitJournal.piece(position + done, length - done);
      out.writeInt(CommitJournal.crc(before, at + done, piece));
      done += piece;
    }
    out.write(after, at, length);
    entries++;
  }

  /** The number of entries so far. */
  long entries() {
    return entries;
  }

  /** Makes it a whole journal; durable, but for its name, when this returns. */
  void finish() throws IOException {
    out.flush();
    ByteBuffer prefix =
        CommitJournal.prefix(channel.position() - CommitJournal.PREFIX,
            (int) checked.getChecksum().getValue());
    while (prefix.hasRemaining()) {
      channel.write(prefix, prefix.position());
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close(); // What is still in the buffer is of a journal that nobody wants any more.
  }
}
