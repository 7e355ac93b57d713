package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.spi.Storage;

/** Changes of mode c are committed as a whole, or, after a crash at any moment, not at all. */
class CommitTest {
  private static final int OFFSET = 100;
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT16, 5000, 7);

  @TempDir
  Path folder;

  private Path file;
  private byte[] old;

  @BeforeEach
  void makeFile() throws IOException {
    file = folder.resolve("x");
    old = new byte[Math.toIntExact(OFFSET + SPEC.byteSize())];
    new Random(1).nextBytes(old);
    Files.write(file, old);
  }

  private static MappedArray open(Path file, OpenMode mode) throws IOException {
    return (MappedArray) ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(SPEC, OFFSET)
        .open(mode);
  }

  /** Changes some elements far from each other, some side by side; returns what the file is to be then. */
  private static byte[] change(StoredArray array, byte[] before, int seed) {
    byte[] after = before.clone();
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      long row = random.nextInt(5000);
      for (long column = 0; column < 7; column += 1 + i % 3) {
        short value = (short) ~array.view().getShort(row, column);
        array.view().setShort(row, column, value);
        int at = Math.toIntExact(OFFSET + 2 * (7 * row + column));
        after[at] = (byte) value;
        after[at + 1] = (byte) (value >> 8);
      }
    }
    return after;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void changesAreInTheFileAndLaterOnesCountFromThere() throws IOException {
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      array.commit();
      assertThat(file).as("nothing to commit").hasBinaryContent(old);
      byte[] next = old;
      for (int seed = 1; seed <= 5; seed++) {
        next = change(array, next, seed);
        assertThat(array.changedRows()).isNotEmpty();
        array.commit();
        assertThat(file).hasBinaryContent(next);
        assertThat(array.changedRows()).isEmpty();
      }
    }
    assertThat(names()).containsExactly("x");
  }

  @Test
  void whatOthersChangedSinceItWasOpenedIsNotUndone() throws IOException {
    try (StoredArray one = open(file, OpenMode.COPY_ON_WRITE);
        StoredArray other = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(one, old, 1);
      change(other, old, 2);
      one.commit();
      assertThatThrownBy(other::commit).isInstanceOf(FileSystemException.class)
          .hasMessageContaining("changed by somebody else").hasMessageContaining("saveAs");
      assertThat(file).hasBinaryContent(next);
      assertThat(other.changedRows()).isNotEmpty();
    }
    assertThat(names()).containsExactly("x");
  }

  @Test
  void aReplacedOrRemovedFileIsRefused() throws IOException {
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      change(array, old, 1);
      Path same = Files.write(folder.resolve("y"), old);
      Files.setLastModifiedTime(same, Files.getLastModifiedTime(file));
      Files.move(same, file, StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(array::commit).hasMessageContaining("replaced").hasMessageContaining("saveAs");
      assertThat(file).hasBinaryContent(old);
      Files.delete(file);
      assertThatThrownBy(array::commit).hasMessageContaining("removed").hasMessageContaining("saveAs");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void whoeverWritesItKeepsOthersFromCommitting() throws IOException {
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      try (WriterLock lock = WriterLock.acquire(ArrayRef.of(file), new RowRange(0, 1))) {
        assertThat(lock).isNotNull();
        assertThatThrownBy(array::commit).isInstanceOf(ArrayLockedException.class);
        assertThat(file).hasBinaryContent(old);
      }
      array.commit();
      assertThat(file).hasBinaryContent(next);
    }
  }

  @Test
  void whatWasBeingWrittenWhenItWasOpenedIsRefused() throws IOException {
    StoredArray array;
    try (WriterLock lock = WriterLock.acquire(ArrayRef.of(file), null)) {
      assertThat(lock).isNotNull();
      array = open(file, OpenMode.COPY_ON_WRITE);
    }
    try (array) {
      change(array, old, 1);
      assertThatThrownBy(array::commit).hasMessageContaining("was being written")
          .hasMessageContaining("saveAs");
    }
  }

  @Test
  void otherModesHaveNothingToCommit() throws IOException {
    try (StoredArray array = open(file, OpenMode.READ)) {
      assertThatThrownBy(array::commit).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("COPY_ON_WRITE");
    }
    try (StoredArray array = open(file, OpenMode.READ_WRITE)) {
      assertThatThrownBy(array::commit).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("flush");
    }
    StoredArray closed = open(file, OpenMode.COPY_ON_WRITE);
    closed.close();
    assertThatThrownBy(closed::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theJournalIsReadByNobodyWhoMayNotReadTheArray() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      change(array, old, 1);
      array.commit(step -> {
        for (String name : names()) {
          if (name.startsWith(".x.commit")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                .isEqualTo("rw-------");
          }
        }
        step.run();
      });
    }
  }

  /** The folder as it was before each step of a commit, and after the last. */
  private List<Path> everyState(byte[][] after) throws IOException {
    List<Path> states = new ArrayList<>();
    Path all = Files.createDirectory(folder.resolve("states"));
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      after[0] = change(array, old, 1);
      array.commit(step -> {
        states.add(copy(all.resolve("state" + states.size())));
        step.run();
      });
    }
    states.add(copy(all.resolve("state" + states.size())));
    return states;
  }

  private Path copy(Path target) throws IOException {
    Files.createDirectory(target);
    for (String name : names()) {
      if (Files.isRegularFile(folder.resolve(name))) {
        Files.copy(folder.resolve(name), target.resolve(name));
      }
    }
    return target;
  }

  @Test
  void aCrashAtAnyStepLeavesAllOrNothing() throws IOException {
    byte[][] after = new byte[1][];
    List<Path> states = everyState(after);
    assertThat(states).hasSizeGreaterThan(15);
    List<Boolean> committed = new ArrayList<>();
    for (Path state : states) {
      Path crashed = state.resolve("x");
      try (StoredArray array = open(crashed, OpenMode.READ)) {
        byte[] found = Files.readAllBytes(crashed);
        boolean all = Arrays.equals(found, after[0]);
        assertThat(all || Arrays.equals(found, old)).as(state.toString()).isTrue();
        assertThat(array.view().getShort(0, 0))
            .isEqualTo((short) ((found[OFFSET] & 0xff) | found[OFFSET + 1] << 8));
        committed.add(all);
      }
      try (Stream<Path> left = Files.list(state)) {
        assertThat(left.filter(path -> path.getFileName().toString().contains("commit"))).as(state.toString())
            .isEmpty();
      }
    }
    assertThat(committed.getFirst()).isFalse();
    assertThat(committed.getLast()).isTrue();
    assertThat(committed).as("nothing, then all").isSorted();
  }

  @Test
  void aCrashWhileFinishingIsFinishedTheNextTime() throws IOException {
    byte[][] after = new byte[1][];
    List<Path> states = everyState(after);
    Path state =
        states.stream().filter(path -> Files.exists(path.resolve(".x.commit"))).findFirst().orElseThrow();
    ArrayRef ref = ArrayRef.of(state.resolve("x"));
    for (int most = 0; Files.exists(state.resolve(".x.commit")); most++) {
      AtomicInteger left = new AtomicInteger(most);
      try {
        CommitRecovery.finish(ArrayFileNames.of(ref), storage(ref.file()), step -> {
          if (left.getAndDecrement() <= 0) {
            throw new IOException("crash");
          }
          step.run();
        });
      } catch (IOException crash) {
        assertThat(crash).hasMessageContaining("crash");
      }
    }
    assertThat(ref.file()).hasBinaryContent(after[0]);
  }

  private static Storage.Contiguous storage(Path file) {
    return new Storage.Contiguous(file, OFFSET, SPEC, false);
  }

  /** A journal with its name, and nothing of it in the file yet. */
  private Path journal() throws IOException {
    byte[][] after = new byte[1][];
    Path state =
        everyState(after).stream().filter(path -> Files.exists(path.resolve(".x.commit"))).findFirst()
            .orElseThrow();
    Files.write(file, old);
    return Files.copy(state.resolve(".x.commit"), folder.resolve(".x.commit"));
  }

  @Test
  void anUnfinishedJournalIsForgotten() throws IOException {
    Path journal = journal();
    byte[] whole = Files.readAllBytes(journal);
    Files.delete(journal);
    for (int length = 0; length <= whole.length; length += length < 100 ? 1 : 37) {
      Files.write(folder.resolve(".x.commit-new"), Arrays.copyOf(whole, length));
      open(file, OpenMode.READ).close();
      assertThat(file).hasBinaryContent(old);
      assertThat(folder.resolve(".x.commit-new")).doesNotExist();
    }
  }

  @Test
  void aDamagedJournalIsNeitherBelievedNorForgotten() throws IOException {
    Path journal = journal();
    byte[] whole = Files.readAllBytes(journal);
    for (int length = 0; length < whole.length; length += length < 200 ? 1 : 13) {
      Files.write(journal, Arrays.copyOf(whole, length));
      assertRefused(journal);
    }
    for (int at = 0; at < whole.length; at += at < 200 ? 1 : 13) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(journal, damaged);
      assertRefused(journal);
    }
    Files.write(journal, whole);
    open(file, OpenMode.READ).close();
    assertThat(journal).doesNotExist();
    assertThat(Files.readAllBytes(file)).isNotEqualTo(old);
  }

  private void assertRefused(Path journal) throws IOException {
    assertThatThrownBy(() -> open(file, OpenMode.READ)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining(journal.toString()).hasMessageContaining("remove");
    assertThat(file).hasBinaryContent(old);
    assertThat(journal).exists();
  }

  @Test
  void numbersOfAJournalAreNotBelieved() throws IOException {
    Path journal = folder.resolve(".x.commit");
    for (long[] entry : new long[][] {{OFFSET - 1, 2}, {0, 1}, {-8, 1}, {old.length, 1}, {old.length - 1, 2},
        {Long.MAX_VALUE, 2}, {OFFSET, 0}, {OFFSET, -1}, {OFFSET, Integer.MAX_VALUE}}) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(body);
      byte[] description = CommitJournal.description(storage(file), old.length);
      out.writeShort(description.length);
      out.write(description);
      out.write(CommitJournalWriter.ENTRY);
      out.writeLong(entry[0]);
      out.writeInt((int) entry[1]);
      out.write(new byte[100]);
      byte[] bytes = body.toByteArray();
      try (OutputStream to = Files.newOutputStream(journal)) {
        to.write(CommitJournal.prefix(bytes.length, CommitJournal.crc(bytes, 0, bytes.length)).array());
        to.write(bytes);
      }
      assertRefused(journal);
    }
  }

  @Test
  void aJournalOfAnotherArrayIsRefused() throws IOException {
    Path journal = journal();
    byte[] longer = Arrays.copyOf(old, old.length + 1);
    Files.write(file, longer);
    assertThatThrownBy(() -> open(file, OpenMode.READ)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining(journal.toString()).hasMessageContaining("<i2 (5000, 7)");
    assertThat(file).hasBinaryContent(longer);
  }

  @Test
  void aFileThatWasChangedAfterTheCrashIsNotOverwritten() throws IOException {
    Path journal = journal();
    byte[] others = new byte[old.length];
    new Random(77).nextBytes(others);
    Files.write(file, others);
    assertThatThrownBy(() -> open(file, OpenMode.READ)).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("neither").hasMessageContaining(journal.toString());
    assertThat(file).hasBinaryContent(others);
  }

  @Test
  void aLiveCommitIsLeftAlone() throws IOException {
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      array.commit(step -> {
        try (StoredArray reader = open(file, OpenMode.READ)) {
          assertThat(reader.spec()).isEqualTo(SPEC);
        }
        step.run();
      });
      assertThat(file).hasBinaryContent(next);
    }
  }

  @Test
  void aCommitThatFailsBeforeItCountsChangesNothing() throws IOException {
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      for (int most = 0; most < 3; most++) {
        AtomicInteger left = new AtomicInteger(most);
        assertThatThrownBy(() -> array.commit(step -> {
          if (left.getAndDecrement() <= 0) {
            throw new IOException("No space left on device");
          }
          step.run();
        })).isInstanceOf(StorageFaultException.class).hasMessageContaining("nothing was committed")
            .hasMessageContaining("No space left").hasMessageContaining("saveAs");
        assertThat(file).hasBinaryContent(old);
        assertThat(names()).containsExactly("x");
      }
      array.commit();
      assertThat(file).hasBinaryContent(next);
    }
  }

  @Test
  void aCommitThatFailsLaterIsFinishedByTheNextOne() throws IOException {
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      AtomicInteger left = new AtomicInteger(5);
      assertThatThrownBy(() -> array.commit(step -> {
        if (left.getAndDecrement() <= 0) {
          throw new IOException("Input/output error");
        }
        step.run();
      })).isInstanceOf(StorageFaultException.class).hasMessageContaining(".x.commit")
          .hasMessageContaining("Input/output error");
      assertThat(folder.resolve(".x.commit")).exists();
      next = change(array, next, 2);
      array.commit();
      assertThat(file).hasBinaryContent(next);
      assertThat(names()).containsExactly("x");
    }
  }

  /** Runs in a JVM of its own: dies in the middle of a commit. */
  static final class Dies {
    public static void main(String[] args) throws IOException {
      try (MappedArray array = open(Path.of(args[0]), OpenMode.COPY_ON_WRITE)) {
        change(array, new byte[Math.toIntExact(OFFSET + SPEC.byteSize())], 1);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(args[1]));
        array.commit(step -> {
          if (left.getAndDecrement() <= 0) {
            Runtime.getRuntime().halt(9);
          }
          step.run();
        });
      }
    }
  }

  @Test
  void aProcessThatDiesHalfWayIsFinishedByWhoOpensNext() throws Exception {
    byte[] after;
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      after = change(array, old, 1);
    }
    for (int most : new int[] {1, 2, 6}) {
      Files.write(file, old, StandardOpenOption.TRUNCATE_EXISTING);
      try (ChildJvm child = ChildJvm.start(Dies.class, file.toString(), Integer.toString(most))) {
        assertThat(child.waitFor()).isEqualTo(9);
      }
      assertThat(Files.exists(folder.resolve(".x.commit"))).isEqualTo(most >= 2);
      for (OpenMode mode : new OpenMode[] {OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE}) {
        open(file, mode).close();
        assertThat(file).hasBinaryContent(most >= 2 ? after : old);
      }
      assertThat(names()).noneMatch(name -> name.contains("commit"));
    }
  }

  @Test
  void handlesThatAreOpenedInTheSameInstantNoticeACommit() throws IOException {
    FileTime now = Files.getLastModifiedTime(file);
    try (StoredArray one = open(file, OpenMode.COPY_ON_WRITE)) {
      change(one, old, 1);
      one.commit();
      assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(now);
    }
  }

  @Test
  void someRowsAreToldAndCommittedLikeAll() throws IOException {
    for (ArraySpec spec : List.of(SPEC, SPEC.withOrder(MemoryOrder.F))) {
      Files.write(file, old);
      ArrayOpener opener =
          ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(spec, OFFSET);
      try (StoredArray some = opener.rows(1000, 1100).open(OpenMode.COPY_ON_WRITE)) {
        for (long row : new long[] {0, 1, 50, 99}) {
          some.view().setShort(row, 3, (short) ~some.view().getShort(row, 3));
        }
        assertThat(some.changedRows())
            .containsExactly(new RowRange(0, 2), new RowRange(50, 51), new RowRange(99, 100));
        Files.write(folder.resolve("before"), old);
        some.commit();
        assertThat(some.changedRows()).isEmpty();
      }
      try (StoredArray now = opener.open();
          StoredArray before = ArrayStores.opener(ArrayRef.of(folder.resolve("before")))
              .store(new DeclaredStore()).layout(spec, OFFSET).open()) {
        for (long row = 0; row < 5000; row++) {
          for (long column = 0; column < 7; column++) {
            boolean changed = column == 3 && (row == 1000 || row == 1001 || row == 1050 || row == 1099);
            short was = before.view().getShort(row, column);
            assertThat(now.view().getShort(row, column)).isEqualTo(changed ? (short) ~was : was);
          }
        }
      }
    }
  }

  @Test
  void whoWritesSomeRowsFinishesAnCommitRecoveryFirst() throws IOException {
    journal();
    try (StoredArray rows =
        ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(SPEC, OFFSET)
            .rows(0, 10).open(OpenMode.READ_WRITE)) {
      assertThat(folder.resolve(".x.commit")).doesNotExist();
      assertThat(rows.rows()).isEqualTo(new RowRange(0, 10));
      assertThat(Files.readAllBytes(file)).isNotEqualTo(old);
    }
  }

  @Test
  void aReplacedArrayHasNothingOfAnCommitRecovery() throws IOException {
    ArrayRef ref = ArrayRef.of(folder.resolve("y"));
    ArraySpec bytes = ArraySpec.of(DType.INT8, 10_000);
    ArrayCreator creator = ArrayStores.creator(ref).store(new LifecycleTest.Bytes());
    creator.create(bytes, OpenMode.CREATE_NEW).close();
    try (MappedArray array =
        (MappedArray) ArrayStores.opener(ref).store(new LifecycleTest.Bytes()).open(OpenMode.COPY_ON_WRITE)) {
      array.view().fill(7);
      AtomicInteger left = new AtomicInteger(3);
      assertThatThrownBy(() -> array.commit(step -> {
        if (left.getAndDecrement() <= 0) {
          throw new IOException("crash");
        }
        step.run();
      })).isInstanceOf(StorageFaultException.class);
    }
    assertThat(folder.resolve(".y.commit")).exists();
    creator.create(bytes, OpenMode.CREATE).close();
    assertThat(folder.resolve(".y.commit")).doesNotExist();
    ArrayStores.opener(ref).store(new LifecycleTest.Bytes()).open().close();
    assertThat(ref.file()).hasBinaryContent(new byte[10_000]);
  }
}
