package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The memory that this process has in use, as the kernel counts it.
 *
 * <p>Pages of mapped files count as much as the heap does, although they are the page cache's: the system takes them back
 * when it needs memory. Hence both numbers.
 *
 * @param bytes all resident pages
 * @param mappedBytes those of them that belong to files
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5), VmRSS and RssFile</a>
 */
record ResidentMemory(long bytes, long mappedBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Returns the memory in use now; empty where the system does not tell. */
  static Optional<ResidentMemory> now() {
    if (!Files.isReadable(STATUS)) {
      return Optional.empty();
    }
    try {
      return parse(Files.readString(STATUS));
    } catch (IOException e) {
      return Optional.empty(); // It is there on Linux only, and only ever printed.
    }
  }

  static Optional<ResidentMemory> parse(String status) {
    Optional<Long> all = field(status, "VmRSS:");
    Optional<Long> mapped = field(status, "RssFile:");
    return all.isEmpty() || mapped.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResidentMemory(all.get(), mapped.get()));
  }

  private static Optional<Long> field(String status, String name) {
    return status.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .filter(digits -> !digits.isEmpty())
        .map(digits -> Long.parseLong(digits) * 1024)
        .findFirst();
  }
}
