package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mmaparrays.internal.linux.MemoryPages;

/**
 * The parts of a private mapping that may have been written: the pages that the kernel has copied for this process.
 *
 * <p>Where the kernel does not tell, all of it. Nothing is recorded while the mapping is written.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/admin-guide/mm/pagemap.html">pagemap</a>
 */
public final class ChangedPages {
  private static final String PAGEMAP = "/proc/self/pagemap";
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;
  private static final long OF_FILE = 1L << 61;
  private static final int PAGES_A_LOOK = 1 << 16;
  private static final boolean KERNEL_TELLS = seesChangedMemory();

  private ChangedPages() {}

  /** Takes one part after the other, as byte offsets from the start of the mapping. */
  interface Parts {
    void part(long from, long to) throws IOException;
  }

  /** Shows the parts in ascending order; bytes outside them are as the file has them. */
  static void forEach(MemorySegment privately, Parts parts) throws IOException {
    if (privately.byteSize() == 0) {
      return;
    }
    if (KERNEL_TELLS) {
      forEachCopied(privately, parts);
    } else {
      parts.part(0, privately.byteSize());
    }
  }

  private static void forEachCopied(MemorySegment privately, Parts parts) throws IOException {
    long pageBytes = MemoryPages.bytes();
    long firstPage = privately.address() / pageBytes;
    long endPage = Math.ceilDiv(privately.address() + privately.byteSize(), pageBytes);
    byte[] read = new byte[PAGES_A_LOOK * Long.BYTES];
    LongBuffer entries = ByteBuffer.wrap(read).order(ByteOrder.nativeOrder()).asLongBuffer();
    long runStart = -1;
    // Not a channel, which an interrupt would close.
    try (RandomAccessFile pagemap = new RandomAccessFile(PAGEMAP, "r")) {
      for (long page = firstPage; page < endPage; page += PAGES_A_LOOK) {
        int count = (int) Math.min(PAGES_A_LOOK, endPage - page);
        pagemap.seek(page * Long.BYTES);
        pagemap.readFully(read, 0, count * Long.BYTES);
        for (int i = 0; i < count; i++) {
          boolean copied = isCopied(entries.get(i));
          if (copied && runStart < 0) {
            runStart = page + i;
          } else if (!copied && runStart >= 0) {
            part(privately, runStart * pageBytes, (page + i) * pageBytes, parts);
            runStart = -1;
          }
        }
      }
    }
    if (runStart >= 0) {
      part(privately, runStart * pageBytes, endPage * pageBytes, parts);
    }
  }

  private static void part(MemorySegment privately, long fromAddress, long toAddress, Parts parts)
      throws IOException {
    parts.part(Math.max(fromAddress - privately.address(), 0),
        Math.min(toAddress - privately.address(), privately.byteSize()));
  }

  private static boolean isCopied(long entry) {
    return (entry & SWAPPED) != 0 || (entry & (PRESENT | OF_FILE)) == PRESENT;
  }

  /** Some sandboxes have the file and nothing true in it. */
  private static boolean seesChangedMemory() {
    if (!Files.isReadable(Path.of(PAGEMAP))) {
      return false;
    }
    try (Arena arena = Arena.ofConfined(); RandomAccessFile pagemap = new RandomAccessFile(PAGEMAP, "r")) {
      MemorySegment own = arena.allocate(1);
      own.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      byte[] entry = new byte[Long.BYTES];
      pagemap.seek(own.address() / MemoryPages.bytes() * Long.BYTES);
      pagemap.readFully(entry);
      return isCopied(ByteBuffer.wrap(entry).order(ByteOrder.nativeOrder()).getLong());
    } catch (IOException e) {
      return false; // The answer to the question.
    }
  }
}
