package org.mmaparrays.internal.locking;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.internal.files.FileAttributes;

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

  private KernelLocks() {}

  /** Returns whether any process has some bytes of a file locked for itself; false where the system lists no locks. */
  static boolean isListed(Path file, LockScope.Bytes bytes) throws IOException {
    Map<String, Object> both = Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
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
    // Not through a channel, which an interrupt would close.
    try (FileInputStream list = new FileInputStream("/proc/locks")) {
      return new String(list.readAllBytes(), StandardCharsets.US_ASCII).lines().map(LOCK::matcher)
          .filter(Matcher::matches)
          .anyMatch(
              lock -> (process.isEmpty() || lock.group(1).equals(process)) && lock.group(2).endsWith(inode)
                  && Long.parseLong(lock.group(3)) < bytes.to()
                  && (lock.group(4).equals("EOF") || Long.parseLong(lock.group(4)) >= bytes.from()));
    } catch (FileNotFoundException none) {
      return false;
    }
  }
}
