package org.mmaparrays.internal.commit;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.spi.Storage;

/** Writes a {@link CommitJournal}, entry by entry; their number is not limited. */
public final class CommitJournalWriter implements Closeable {
  public static final int ENTRY = 1;
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final CheckedOutputStream checked;
  private final DataOutputStream out;
  private long entries;

  /** Starts a journal in a new file, which only this user can use so far. */
  CommitJournalWriter(Path file, Storage.Contiguous array, FileIdentity data) throws IOException {
    channel = FileOps.createPrivate(file);
    checked = new CheckedOutputStream(
        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), new CRC32C());
    out = new DataOutputStream(checked);
    // Written last: until then it is no journal.
    channel.write(ByteBuffer.allocate(CommitJournal.PREFIX));
    for (byte[] text : new byte[][] {CommitJournal.layout(array), CommitJournal.identity(data)}) {
      out.writeShort(text.length);
      out.write(text);
    }
  }

  /** Adds bytes of the file from a position on: those after the commit and those before it, in two arrays at the same index. */
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

  /** Makes it a whole journal; false if there is nothing to commit. */
  boolean finish() throws IOException {
    if (entries == 0) {
      return false;
    }
    out.flush();
    FileOps.write(channel, CommitJournal.prefix(channel.position() - CommitJournal.PREFIX,
        (int) checked.getChecksum().getValue()).array(), 0);
    return true;
  }

  /** Makes it durable, but for its name. */
  void force() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close(); // Bytes that are still in the buffer are of a journal that is given up.
  }
}
