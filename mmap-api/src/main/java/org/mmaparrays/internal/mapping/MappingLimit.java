package org.mmaparrays.internal.mapping;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.model.TooManyMappingsException;

/**
 * The number of memory mappings that the system allows this process, of which the JVM needs some: it ends when it gets none.
 *
 * <p>The library counts the mappings once it has made half of those that were left at the last count: a few times in the life of a
 * program that opens many arrays, and never in that of others. Other code makes mappings, too, from the other half. Mappings of
 * arrays that no code can reach go with a garbage collection, which the library requests before it refuses one.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/sysctl/vm.html#max-map-count">vm.max_map_count</a>
 */
public final class MappingLimit {
  /** The mappings that are left to the JVM itself: of the kernel's default limit, 65,530, the library and other code get 57,338. */
  private static final long MOST_HEAD_ROOM = 8192;

  private static final long HEAD_ROOM_SHARE = 8;

  /** With fewer left, a collection is worth its time. */
  private static final long FEW = 64;

  private static final int LOOKS_AFTER_COLLECTION = 10;
  private static final long NANOS_BETWEEN_LOOKS = 20_000_000;
  private static final int BUFFER_BYTES = 1 << 16;

  private static final MappingLimit OF_THIS_JVM =
      new MappingLimit(Path.of("/proc/self/maps"), Path.of("/proc/sys/vm/max_map_count"), System::gc);

  private final Path maps;
  private final Path limit;
  private final Runnable collection;

  /** The number of mappings that can be made before the next count. */
  private final AtomicLong credit = new AtomicLong();

  /**
   * The mappings of a process.
   *
   * @param maps has a line for each mapping
   * @param limit has the number of mappings that there can be
   * @param collection has mappings removed that no code can reach
   */
  MappingLimit(Path maps, Path limit, Runnable collection) {
    this.maps = maps;
    this.limit = limit;
    this.collection = collection;
  }

  static MappingLimit ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Takes the right to make mappings of a file, which is given back by no call: mappings that are gone are not counted next time.
   *
   * @throws TooManyMappingsException if too few would be left to the JVM
   */
  void take(int mappings, Path file) throws IOException {
    if (credit.addAndGet(-mappings) < 0) {
      refill(mappings, file);
    }
  }

  /** Takes the same for advice that may split mappings; false if there are not so many left. */
  boolean tryTake(int mappings) {
    try {
      return credit.addAndGet(-mappings) >= 0 || refillTo(mappings) >= mappings;
    } catch (IOException unknown) {
      return false; // Advice is never needed.
    }
  }

  private synchronized void refill(int mappings, Path file) throws IOException {
    if (credit.addAndGet(-mappings) >= 0) {
      return; // Another thread has just counted them.
    }
    long left = refillTo(mappings);
    if (left >= FEW) {
      return;
    }
    collection.run();
    // A thread of the JVM unmaps collected memory, and begins after the collection.
    for (int look = 0; look < LOOKS_AFTER_COLLECTION && left < FEW; look++) {
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
      long before = left;
      left = refillTo(mappings);
      if (left >= mappings && left == before) {
        break;
      }
    }
    if (left < mappings) {
      throw new TooManyMappingsException(file.toString(), count(), most().orElse(0));
    }
  }

  /** Counts, and returns how many mappings can be made. */
  private synchronized long refillTo(int mappings) throws IOException {
    long left = left();
    credit.set(left < mappings ? 0 : Math.max(left / 2 - mappings, 0));
    return left;
  }

  /** Returns how many mappings can be made without touching those of the JVM; may be negative. */
  long left() throws IOException {
    OptionalLong most = most();
    return most.isEmpty()
        ? Long.MAX_VALUE
        : most.getAsLong() - Math.min(most.getAsLong() / HEAD_ROOM_SHARE, MOST_HEAD_ROOM) - count();
  }

  /** Returns how many mappings the system allows; empty if it tells none. */
  OptionalLong most() throws IOException {
    if (!limit.toFile().canRead() || !maps.toFile().canRead()) {
      return OptionalLong.empty();
    }
    // A stream of a file, not of a channel, which an interrupt would close.
    try (InputStream in = new FileInputStream(limit.toFile())) {
      return OptionalLong.of(
          Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip()));
    }
  }

  /** Counts the mappings. */
  long count() throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lines = 0;
    try (InputStream in = new FileInputStream(maps.toFile())) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        for (int i = 0; i < length; i++) {
          if (buffer[i] == '\n') {
            lines++;
          }
        }
      }
    }
    return lines;
  }
}
