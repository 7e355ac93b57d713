package org.mmaparrays.internal.locking;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.UninterruptibleIo;

/**
 * The locks of bytes that the system lists, of any file and process, to any user.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_locks.5.html">proc_locks(5)</a>
 */
public final class KernelLocks {
  /** Process (-1 for locks of open file descriptions), device and inode, first byte, last byte; not those that are waited for. */
  private static final Pattern LOCK =
      Pattern
          .compile("\\d+: (?:POSIX|OFDLCK) +ADVISORY +WRITE (-?\\d+) (\\S+) (\\d{1,19}) (\\d{1,19}|EOF) *");

  /**
   * How often the list is read before a lock counts as not listed: the system gives it in pieces of a page, however much is asked for,
   * and a lock can move from a piece that is not yet read to one that was, as other locks are given back in between.
   */
  private static final int LOOKS = 20;

  private KernelLocks() {}

  /**
   * Returns whether any process has some bytes of a file locked for itself; false where the system lists no locks, and if the
   * file is gone.
   */
  static boolean isListed(Path file, LockScope.Bytes bytes) throws IOException {
    Map<String, Object> both;
    try {
      both = Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException removed) {
      return false; // By its last writer, since the caller looked.
    }
    long device = (long) FileAttributes.get(both, "dev");
    long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
    return isListed("%02x:%02x:%d".formatted(major, minor, (long) FileAttributes.get(both, "ino")), bytes,
        "");
  }

  /**
   * Returns whether some bytes are locked for writing.
   *
   * @param inode the end of the text that stands for the file
   * @param process the process that has the lock; any if it is empty
   */
  static boolean isListed(String inode, LockScope.Bytes bytes, String process) throws IOException {
    return isListed(KernelLocks::list, inode, bytes, process);
  }

  /** Looks into lists that are read one after the other. */
  static boolean isListed(UninterruptibleIo.Call<Optional<String>> list, String inode, LockScope.Bytes bytes,
      String process) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      Optional<String> locks = list.call();
      if (locks.isEmpty()) {
        return false;
      }
      if (isIn(locks.get(), inode, bytes, process)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> list() throws IOException {
    // Not through a channel, which an interrupt would close.
    try (FileInputStream list = new FileInputStream("/proc/locks")) {
      return Optional.of(new String(list.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    }
  }

  private static boolean isIn(String list, String inode, LockScope.Bytes bytes, String process) {
    return list.lines().map(LOCK::matcher).filter(Matcher::matches).anyMatch(
        lock -> (process.isEmpty() || lock.group(1).equals(process)) && lock.group(2).endsWith(inode)
            && Long.parseLong(lock.group(3)) < bytes.to()
            && (lock.group(4).equals("EOF") || Long.parseLong(lock.group(4)) >= bytes.from()));
  }
}
