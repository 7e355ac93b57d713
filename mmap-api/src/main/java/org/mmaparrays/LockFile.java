package org.mmaparrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A writers' lock file that is open: records of text, and bytes far behind them that are locked and never written.
 *
 * <p>Record 0 is the heading; record 1 + i says who has slot i. A writer locks one byte for its slot, and one for each of
 * its rows; the system drops both when its process ends, however that happens. The record of a slot that is not locked
 * is thus that of a writer who died.
 *
 * <p>Not safe for threads: those who use it hold its monitor.
 */
final class LockFile {
  static final int SLOTS = 4096;

  private static final int RECORD_BYTES = 512;
  private static final String HEADING =
      "mmap-arrays: who writes the array beside this file. It goes by itself; a lock ends with its process.";
  private static final String REMOVED = "mmap-arrays: removed";

  private static final long GATE = 1L << 32;
  private static final long FIRST_SLOT = GATE + 1;
  private static final long FIRST_ROW = 1L << 33;
  private static final long MOST_ROWS = 1L << 62;

  private static final long GATE_SECONDS = 20;
  private static final long NANOS_BETWEEN_TRIES = 500_000;
  private static final int PROBES = 5;

  private final Path path;
  private final FileChannel channel;
  private final boolean found;
  private final List<Held> held = new ArrayList<>();

  /**
   * A lock file that has just been opened.
   *
   * @param found whether it was there already, rather than made
   */
  LockFile(Path path, FileChannel channel, boolean found) {
    this.path = path;
    this.channel = channel;
    this.found = found;
  }

  /**
   * What the record of a slot says.
   *
   * @param alive whether the slot is locked
   */
  record Entry(int slot, Writer writer, LockScope claim, boolean alive) {}

  /** Whether a slot is locked, and by whom. */
  private enum Holder {
    NOBODY, THIS_PROCESS, ANOTHER_PROCESS
  }

  /** What one writer of this process has locked. */
  record Held(int slot, FileLock slotLock, LockScope claim, @Nullable FileLock rowLock) {}

  /** The right to change records and to choose who gets what; one process at a time has it, for a moment. */
  final class Gate implements AutoCloseable {
    private final FileLock lock;

    private Gate(FileLock lock) {
      this.lock = lock;
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        lock.release();
      }
    }
  }

  Path path() {
    return path;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isFound() {
    return found;
  }

  /**
   * Whether the file can be closed. Closing any channel of a file drops all locks that the process has on it: this copy's
   * and those of another copy of this library, loaded by another class loader.
   */
  boolean isUnused() throws IOException {
    if (!held.isEmpty()) {
      return false;
    }
    List<String> records = records();
    for (int slot = 0; slot < records.size() - 1; slot++) {
      if (!records.get(1 + slot).isEmpty() && holder(slot) == Holder.THIS_PROCESS) {
        return false;
      }
    }
    return true;
  }

  void closeChannel() throws IOException {
    channel.close();
  }

  /**
   * Waits for the gate.
   *
   * @throws IOException if somebody has it for long: a process that is stopped, or a file system that loses locks
   */
  Gate gate() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GATE_SECONDS);
    while (true) {
      FileLock lock = tryLock(GATE, 1);
      if (lock != null) {
        return new Gate(lock);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(path + ": another process has held this file for " + GATE_SECONDS
            + " seconds; look for a writer that is stopped, and try again");
      }
      LockSupport.parkNanos(NANOS_BETWEEN_TRIES);
    }
  }

  /** Locks slot and rows for a writer; empty if somebody else has some of what it claims. */
  Optional<Held> tryHold(LockScope claim) throws IOException {
    return tryHold(claim, null);
  }

  /** The same for a writer that gives back another claim instead. */
  Optional<Held> exchange(Held given, LockScope claim) throws IOException {
    Optional<Held> taken = tryHold(claim, given);
    release(given);
    return taken;
  }

  private Optional<Held> tryHold(LockScope claim, @Nullable Held given) throws IOException {
    if (held.stream().anyMatch(other -> !other.equals(given) && other.claim().excludes(claim))
        || (!(claim.hasRowLocks() && claim.rows() != null) && isRecorded(claim, given))) {
      return Optional.empty();
    }
    FileLock rowLock = null;
    RowRange rows = claim.rows();
    if (claim.hasRowLocks() && (rows == null || !rows.isEmpty())) {
      rowLock = rows == null
          ? tryLock(FIRST_ROW, Long.MAX_VALUE - FIRST_ROW)
          : tryLock(byteOf(rows.from()), byteOf(rows.to() - 1) + 1 - byteOf(rows.from()));
      if (rowLock == null) {
        return Optional.empty();
      }
    }
    Held taken;
    try {
      taken = takeSlot(claim, rowLock);
    } catch (IOException | RuntimeException | Error e) {
      if (rowLock != null) {
        rowLock.release();
      }
      throw e;
    }
    held.add(taken);
    try {
      write(1 + taken.slot(), Writer.here(claim.rows()).toRecord() + claim.toRecord());
    } catch (IOException | RuntimeException | Error e) {
      release(taken);
      throw e;
    }
    return Optional.of(taken);
  }

  /** Rows that no file has share the last byte: two writers of such rows are refused rather than confused. */
  private static long byteOf(long row) {
    return FIRST_ROW + Math.min(row, MOST_ROWS);
  }

  private Held takeSlot(LockScope claim, @Nullable FileLock rowLock) throws IOException {
    List<String> records = records();
    for (int slot = 0; slot < SLOTS; slot++) {
      // What the dead have left stays, until somebody has closed their rows properly.
      if (1 + slot < records.size() && !records.get(1 + slot).isEmpty()) {
        continue;
      }
      FileLock slotLock = isOurs(slot) ? null : tryLock(FIRST_SLOT + slot, 1);
      if (slotLock != null) {
        return new Held(slot, slotLock, claim, rowLock);
      }
    }
    throw new IOException(path + ": all " + SLOTS + " places for writers are taken; let fewer write at once");
  }

  private boolean isOurs(int slot) {
    return held.stream().anyMatch(mine -> mine.slot() == slot);
  }

  /** Gives back what a writer has; its record goes. Again does nothing. */
  void release(Held mine) throws IOException {
    if (!held.remove(mine)) {
      return;
    }
    try {
      // Before the slot: one who asks meanwhile must not take it for the record of a dead one.
      write(1 + mine.slot(), "");
    } finally {
      try {
        mine.slotLock().release();
      } finally {
        if (mine.rowLock() != null) {
          mine.rowLock().release();
        }
      }
    }
  }

  /** Whether somebody who is alive has some of what is claimed; one whose record cannot be read may have. */
  private boolean isRecorded(LockScope claim, @Nullable Held given) throws IOException {
    List<String> records = records();
    for (int slot = 0; slot < records.size() - 1; slot++) {
      String record = records.get(1 + slot);
      boolean mine = given != null && given.slot() == slot;
      if (!record.isEmpty() && !mine && holder(slot) != Holder.NOBODY
          && entry(slot, record, true).map(entry -> entry.claim().excludes(claim)).orElse(true)) {
        return true;
      }
    }
    return false;
  }

  /** Those who write, and those who died while they did. */
  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> records = records();
    for (int slot = 0; slot < records.size() - 1; slot++) {
      String record = records.get(1 + slot);
      if (record.isEmpty()) {
        continue;
      }
      boolean alive = holder(slot) != Holder.NOBODY;
      // One who has closed since removed the record before it unlocked the slot.
      if (alive || record.equals(record(1 + slot))) {
        entry(slot, record, alive).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** Empty if the record is anything else. */
  private static Optional<Entry> entry(int slot, String record, boolean alive) {
    return Writer.ofRecord(LockScope.withoutClaim(record), alive).map(writer -> new Entry(slot, writer,
        LockScope.ofRecord(record, writer.rows().orElse(null)), alive));
  }

  /** Removes the records of the dead who wrote nothing but what is claimed here. */
  void forgetDead(LockScope claim) throws IOException {
    for (Map.Entry<Integer, String> dead : dead().entrySet()) {
      if (entry(dead.getKey(), dead.getValue(), false).map(entry -> claim.contains(entry.claim()))
          .orElse(true)) {
        write(1 + dead.getKey(), "");
      }
    }
  }

  /** Of those who died writing nothing but that, keeps the last: one who dies each time must not fill the file. */
  void forgetEarlierDead(LockScope claim) throws IOException {
    List<Entry> dead = entries().stream()
        .filter(entry -> !entry.alive() && claim.contains(entry.claim()))
        .sorted(Comparator.comparing(entry -> entry.writer().since())).toList();
    for (Entry earlier : dead.subList(0, Math.max(0, dead.size() - 1))) {
      write(1 + earlier.slot(), "");
    }
  }

  /** The records of the dead, by slot. */
  private Map<Integer, String> dead() throws IOException {
    Map<Integer, String> dead = new HashMap<>();
    List<String> records = records();
    for (int slot = 0; slot < records.size() - 1; slot++) {
      if (!records.get(1 + slot).isEmpty() && holder(slot) == Holder.NOBODY) {
        dead.put(slot, records.get(1 + slot));
      }
    }
    return dead;
  }

  /** Whether the file says nothing: nobody writes, and nobody has died. */
  boolean isBlank() throws IOException {
    return records().stream().skip(1).allMatch(String::isEmpty);
  }

  private Holder holder(int slot) throws IOException {
    if (isOurs(slot)) {
      return Holder.THIS_PROCESS;
    }
    for (int probe = 0; probe < PROBES; probe++) {
      try {
        // Shared, so that those who only ask are not in each other's way, and need permission to read only.
        FileLock lock = channel.tryLock(FIRST_SLOT + slot, 1, true);
        if (lock == null) {
          return Holder.ANOTHER_PROCESS;
        }
        lock.release();
        return Holder.NOBODY;
      } catch (OverlappingFileLockException here) {
        LockSupport.parkNanos(NANOS_BETWEEN_TRIES); // Another copy of this library, which perhaps only asks, too.
      }
    }
    return Holder.THIS_PROCESS;
  }

  /** Locks bytes; null if anybody has some of them, in this process or another. */
  private @Nullable FileLock tryLock(long position, long size) throws IOException {
    try {
      return channel.tryLock(position, size, false);
    } catch (OverlappingFileLockException here) {
      return null;
    } catch (IOException unable) {
      throw new IOException(path + ": the file system does not lock files (" + unable.getMessage()
          + "), so that writers cannot be kept apart; write on a local disk, or have locks enabled where it is mounted",
          unable);
    }
  }

  /** Says to all who have the file open, but wait, that it is no longer the one. */
  void markRemoved() throws IOException {
    write(0, REMOVED);
  }

  /** Takes that back. */
  void markUsed() throws IOException {
    write(0, HEADING);
  }

  boolean isRemoved() throws IOException {
    List<String> records = records();
    return !records.isEmpty() && records.getFirst().equals(REMOVED);
  }

  /**
   * Writes the heading of a new file.
   *
   * @throws IOException if the file is something else
   */
  void checkHeading() throws IOException {
    List<String> records = records();
    String heading = records.isEmpty() ? "" : records.getFirst();
    if (heading.isEmpty()) {
      markUsed();
    } else if (!heading.equals(HEADING)) {
      throw new IOException(path + ": is not a writers' lock file; move it away, its name is reserved");
    }
  }

  private List<String> records() throws IOException {
    int count = (int) Math.min(Math.ceilDiv(channel.size(), RECORD_BYTES), 1 + SLOTS);
    ByteBuffer bytes = read(0, count);
    List<String> records = new ArrayList<>();
    for (int record = 0; record < count; record++) {
      records.add(text(bytes, record));
    }
    return records;
  }

  private String record(int record) throws IOException {
    return text(read(record, 1), 0);
  }

  /** What was never written is zeros. */
  private ByteBuffer read(int record, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_BYTES);
    long position = (long) record * RECORD_BYTES;
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
      // Until the buffer is full or the file ends.
    }
    return bytes;
  }

  private static String text(ByteBuffer bytes, int record) {
    return StandardCharsets.UTF_8.decode(bytes.slice(record * RECORD_BYTES, RECORD_BYTES)).toString()
        .replace('\0', ' ').strip();
  }

  private void write(int record, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(RECORD_BYTES);
    buffer.put(bytes, 0, Math.min(bytes.length, RECORD_BYTES - 1));
    while (buffer.position() < RECORD_BYTES - 1) {
      buffer.put((byte) ' ');
    }
    buffer.put((byte) '\n').flip();
    long position = (long) record * RECORD_BYTES;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }
}
