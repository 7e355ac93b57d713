package org.mmaparrays.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that a store is asked about: its path and, if it exists, its first bytes.
 *
 * @param file the file
 * @param exists whether there is such a file; if not, a new array is to be created
 * @param head the first bytes of the file, at most {@value #HEAD_BYTES}, read-only; empty if there is no file
 */
public record Candidate(Path file, boolean exists, ByteBuffer head) {
  /** The number of bytes of an existing file that are shown. */
  public static final int HEAD_BYTES = 4096;

  /** Shows a read-only copy of the head, positioned at its start. */
  public Candidate {
    head = head.asReadOnlyBuffer().rewind();
  }

  /** Returns the head, positioned at its start; each caller has a buffer of its own. */
  @Override
  public ByteBuffer head() {
    return head.duplicate();
  }

  /** Reads the head of an existing file. */
  public static Candidate read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel);
    }
  }

  /** Reads the head of a file that is open. */
  public static Candidate read(Path file, FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {
      // Until the head is full or the file ends.
    }
    return new Candidate(file, true, head.flip());
  }

  /** Returns a file that does not exist yet. */
  public static Candidate absent(Path file) {
    return new Candidate(file, false, ByteBuffer.allocate(0));
  }

  /** Returns whether the file's name ends so, in upper or lower case. */
  public boolean nameEndsWith(String suffix) {
    String name = String.valueOf(file.getFileName());
    return name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length());
  }

  /** Returns whether the file starts with these bytes. */
  public boolean startsWith(byte... magic) {
    return head.remaining() >= magic.length && head.slice(0, magic.length).equals(ByteBuffer.wrap(magic));
  }
}
