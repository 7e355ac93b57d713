package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;

/**
 * Reads object headers of both versions, with all their continuations.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_dataobject_hdr_prefix">Level 2A1, Data
 *     Object Header Prefix</a>
 */
final class HeaderReader {
  /** The longest prefix of either version. */
  private static final int PREFIX = 4 + 1 + 1 + 16 + 4 + 8;
  private static final int CHECKSUM = 4;
  /** More than any program writes; headers with more are no longer read. */
  private static final long MOST = 64L << 20;

  private final FileBytes file;
  private final List<Message> messages = new ArrayList<>();
  private final Deque<FieldReader> continuations = new ArrayDeque<>();
  private final Set<Long> visited = new HashSet<>();
  private long total;

  HeaderReader(FileBytes file) {
    this.file = file;
  }

  /** Reads the messages of the object at an address; this reader can be used once. */
  List<Message> read(long address) throws IOException {
    FieldReader prefix = file.upTo(address, PREFIX);
    visited.add(address);
    if (prefix.again().u8() == 'O') {
      readVersion2(address, prefix);
    } else {
      readVersion1(address, prefix);
    }
    return messages;
  }

  private void readVersion1(long address, FieldReader prefix) throws IOException {
    int version = prefix.u8();
    if (version != 1) {
      throw new ArrayFormatException(file.file(), file.position(address),
          "an object header of version " + version,
          "version 1, or 2 with the signature OHDR");
    }
    prefix.skip(1 + 2 + 4);
    long size = prefix.u32();
    file.reserve(address, 16);
    version1Messages(chunk(address + 16, size));
    for (FieldReader next = continuations.poll(); next != null; next = continuations.poll()) {
      long chunkAddress = next.address();
      visit(chunkAddress, next);
      version1Messages(chunk(chunkAddress, next.length()));
    }
  }

  private void version1Messages(FieldReader chunk) throws IOException {
    while (chunk.remaining() > 0) {
      int type = chunk.u16();
      int size = chunk.u16();
      if (size % 8 != 0) {
        throw chunk.fault("a message of " + size + " bytes", "a multiple of 8");
      }
      int flags = chunk.u8();
      chunk.skip(3);
      add(new Message(type, flags, chunk.part(size)));
    }
  }

  private void readVersion2(long address, FieldReader prefix) throws IOException {
    int version = prefix.signature("OHDR").u8();
    if (version != 2) {
      throw prefix.fault("an object header of version " + version, "2");
    }
    int flags = prefix.u8();
    if ((flags & 0xC0) != 0) {
      throw prefix.fault("object header flags " + Integer.toHexString(flags),
          "no other than those of version 2");
    }
    prefix.skip((flags & 0x20) != 0 ? 16 : 0).skip((flags & 0x10) != 0 ? 4 : 0);
    boolean ordered = (flags & 0x04) != 0;
    long size = prefix.unsigned(1 << (flags & 0x03));
    int start = Math.toIntExact(prefix.position() - file.position(address));
    FieldReader whole = chunk(address, checkedSum(prefix, size, start + CHECKSUM)).skip(start);
    version2Messages(whole, ordered);
    for (FieldReader next = continuations.poll(); next != null; next = continuations.poll()) {
      long chunkAddress = next.address();
      visit(chunkAddress, next);
      version2Messages(chunk(chunkAddress, next.length()).signature("OCHK"), ordered);
    }
  }

  /** Reads the messages of a chunk; the rest, when no further message fits, is a gap. */
  private void version2Messages(FieldReader chunk, boolean ordered) throws IOException {
    int headerSize = ordered ? 6 : 4;
    while (chunk.remaining() >= headerSize + CHECKSUM) {
      int type = chunk.u8();
      int size = chunk.u16();
      int flags = chunk.u8();
      chunk.skip(ordered ? 2 : 0);
      if (size > chunk.remaining() - CHECKSUM) {
        throw chunk.fault("a message of " + size + " bytes", "no more than are left of its header");
      }
      add(new Message(type, flags, chunk.part(size)));
    }
    if (chunk.remaining() < CHECKSUM) {
      throw chunk.fault("a header without a checksum", "one: the file is damaged");
    }
    chunk.skip(chunk.remaining() - CHECKSUM).checksum();
  }

  private void add(Message message) throws IOException {
    if (message.hasContradictoryFlags()) {
      throw message.body().fault("a message with flags " + Integer.toHexString(message.flags()),
          "flags that do not contradict each other");
    }
    if (!MessageType.isKnown(message.type()) && message.forbidsThoseWhoDoNotKnowIt()) {
      throw message.body().unsupported("the object has a message of the unknown type " + message.type()
          + " that must be understood; copy it with a newer HDF5: h5repack --high=v18 IN OUT");
    }
    if (message.is(MessageType.CONTINUATION)) {
      continuations.add(message.body());
    } else if (!message.is(MessageType.NIL)) {
      messages.add(message);
    }
  }

  private FieldReader chunk(long address, long size) throws IOException {
    file.check(address, size);
    total += size;
    if (total > MOST) {
      throw new ArrayFormatException(file.file(), file.position(address),
          "an object header of more than " + MOST + " bytes", "fewer");
    }
    return file.at(address, size);
  }

  private void visit(long address, FieldReader from) throws ArrayFormatException {
    if (!visited.add(address)) {
      throw from.fault("an object header that goes on where it has been", "a part of its own");
    }
  }

  private static long checkedSum(FieldReader at, long size, int more) throws ArrayFormatException {
    if (size > Long.MAX_VALUE - more) {
      throw at.fault("an object header of " + size + " bytes", "fewer than the file has");
    }
    return size + more;
  }
}
