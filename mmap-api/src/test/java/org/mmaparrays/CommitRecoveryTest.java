package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmaparrays.CommitFolder.OFFSET;
import static org.mmaparrays.CommitFolder.SPEC;
import static org.mmaparrays.CommitFolder.change;
import static org.mmaparrays.CommitFolder.content;
import static org.mmaparrays.CommitFolder.key;
import static org.mmaparrays.CommitFolder.shown;
import static org.mmaparrays.CommitFolder.storage;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.CommitFolder.Crash;
import org.mmaparrays.internal.commit.CommitJournal;
import org.mmaparrays.internal.commit.CommitJournalWriter;
import org.mmaparrays.internal.commit.CommitRecovery;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.ThisProcess;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.support.BytesStore;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.DeclaredStore;

/** Commits that were interrupted: readers see all or nothing and change nothing, a writer finishes; journals are hostile. */
class CommitRecoveryTest {
  @TempDir
  Path folder;

  private CommitFolder files;

  @BeforeEach
  void makeFile() throws IOException {
    files = new CommitFolder(Files.createDirectory(folder.resolve("a")));
  }

  private MappedArray open(OpenMode mode) throws IOException {
    return files.open(mode);
  }

  private static CrashPoints crashAfter(int steps) {
    AtomicInteger left = new AtomicInteger(steps);
    return step -> {
      if (left.getAndDecrement() <= 0) {
        throw new Crash();
      }
      step.run();
    };
  }

  private static boolean finish(Path file, boolean copies, CrashPoints steps) throws IOException {
    return CommitRecovery.finish(key(file), storage(file), copies, steps);
  }

  /** Reads in all modes for reading; what they show is old or new, and the folder stays as it is. Tells whether READ is refused. */
  private static boolean checkReaders(Path file, byte[] old, byte[] after) throws IOException {
    Path folder = FileOps.parent(file);
    Map<String, byte[]> before = content(folder);
    boolean refused = false;
    try (StoredArray array = CommitFolder.open(file, OpenMode.READ)) {
      assertThat(shown(array, old)).isIn(old, after);
      assertThat(CommitFolder.opener(file).inspect().spec()).isEqualTo(SPEC);
    } catch (FileSystemException told) {
      assertThat(told).hasMessageContaining("mmap recover").hasMessageContaining("COPY_ON_WRITE");
      assertThatThrownBy(() -> CommitFolder.opener(file).inspect()).hasMessage(told.getMessage());
      refused = true;
    }
    try (StoredArray array = CommitFolder.open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] shown = shown(array, old);
      assertThat(shown).isIn(old, after);
      assertThat(array.changedRows().isEmpty()).as("rows that differ from the file")
          .isEqualTo(Arrays.equals(shown, Files.readAllBytes(file)));
      Map<String, byte[]> now = content(folder);
      assertThat(now.keySet()).isEqualTo(before.keySet());
      now.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
      if (Files.exists(folder.resolve(".x.commit"))) {
        change(array, shown, 5);
        assertThatThrownBy(array::commit).isInstanceOf(FileSystemException.class)
            .hasMessageContaining("mmap recover").hasMessageContaining("saveAs");
        assertThat(file).hasBinaryContent(Objects.requireNonNull(before.get("x")));
      }
    }
    return refused;
  }

  @Test
  void aCrashAtAnyStepLeavesAllOrNothing() throws IOException {
    byte[][] after = new byte[1][];
    List<Boolean> committed = new ArrayList<>();
    int refused = 0;
    for (Map<String, byte[]> state : files.states(after)) {
      files.restore(state);
      refused += checkReaders(files.file, files.old, after[0]) ? 1 : 0;
      open(OpenMode.READ_WRITE).close();
      byte[] found = Files.readAllBytes(files.file);
      assertThat(found).isIn(files.old, after[0]);
      committed.add(Arrays.equals(found, after[0]));
      assertThat(files.names()).containsExactly("x");
    }
    assertThat(committed).hasSizeGreaterThan(10).startsWith(false).endsWith(true).isSorted();
    assertThat(refused).isGreaterThan(3);
  }

  @Test
  void aPowerCutThatKeepsAnySectorsLeavesAllOrNothing() throws IOException {
    byte[] after = files.leaveNone();
    byte[] journal = Files.readAllBytes(files.journal);
    Random random = new Random(3);
    for (int cut = 0; cut < 60; cut++) {
      byte[] kept = files.old.clone();
      for (int sector = 0; sector < kept.length; sector += CommitJournal.SECTOR) {
        if (random.nextInt(60) < cut) {
          int end = Math.min(sector + CommitJournal.SECTOR, kept.length);
          System.arraycopy(after, sector, kept, sector, end - sector);
        }
      }
      files.restore(Map.of("x", kept, ".x.commit", journal));
      boolean refused = checkReaders(files.file, files.old, after);
      assertThat(refused).isEqualTo(!Arrays.equals(kept, files.old) && !Arrays.equals(kept, after));
      open(OpenMode.READ_WRITE).close();
      assertThat(files.file).hasBinaryContent(after);
    }
  }

  @Test
  void aCrashWhileFinishingIsFinishedTheNextTime() throws IOException {
    byte[][] after = new byte[1][];
    for (Map<String, byte[]> state : files.states(after)) {
      boolean crashed = true;
      for (int most = 0; crashed; most++) {
        files.restore(state);
        try {
          boolean ignored = finish(files.file, false, crashAfter(most));
          crashed = false;
        } catch (Crash expected) {
          checkReaders(files.file, files.old, after[0]);
        }
        boolean ignored = finish(files.file, false, CrashPoints.ALL);
        assertThat(files.file).hasBinaryContent(state.containsKey(".x.commit") ? after[0] : state.get("x"));
        assertThat(files.names()).containsExactly("x");
      }
    }
  }

  @Test
  void copiesOfAnyStateAreOldOrNewOrRefused() throws IOException {
    byte[][] after = new byte[1][];
    int halves = 0;
    int copies = 0;
    for (Map<String, byte[]> state : files.states(after)) {
      Path copy = Files.createDirectory(folder.resolve("copy" + copies++));
      for (Map.Entry<String, byte[]> entry : state.entrySet()) {
        Files.write(copy.resolve(entry.getKey()), entry.getValue());
      }
      Path x = copy.resolve("x");
      if (checkReaders(x, files.old, after[0])) {
        halves++;
        assertThatThrownBy(() -> CommitFolder.open(x, OpenMode.READ_WRITE)).hasMessageContaining("copied")
            .hasMessageContaining("mmap recover").hasMessageContaining("--discard-journal");
        assertThat(x).hasBinaryContent(state.get("x"));
        assertThat(finish(x, true, CrashPoints.ALL)).isTrue();
        assertThat(x).hasBinaryContent(after[0]);
      }
      CommitFolder.open(x, OpenMode.READ_WRITE).close();
      assertThat(Files.readAllBytes(x)).isIn(files.old, after[0]);
      assertThat(content(copy).keySet()).containsExactly("x");
    }
    assertThat(halves).isGreaterThan(3);
  }

  @Test
  void theStateThatIsShownCanBeSaved() throws IOException {
    byte[] after = files.leaveHalf();
    ArrayRef target = ArrayRef.of(folder.resolve("saved"));
    try (StoredArray array = open(OpenMode.COPY_ON_WRITE);
        ArrayDraft draft = ArrayStores.creator(target).store(new BytesStore())
            .draft(ArraySpec.of(DType.INT8, SPEC.byteSize()), OpenMode.CREATE_NEW)) {
      draft.array().view().segment().copyFrom(array.view().segment());
      draft.publish();
    }
    assertThat(target.file()).hasBinaryContent(Arrays.copyOfRange(after, OFFSET, after.length));
  }

  @Test
  void someRowsShowTheCommitToo() throws IOException {
    byte[] after = files.leaveHalf();
    for (long from = 0; from < 5000; from += 450) {
      try (StoredArray rows = CommitFolder.opener(files.file).rows(from, Math.min(from + 700, 5000))
          .open(OpenMode.COPY_ON_WRITE)) {
        for (long row = 0; row < rows.spec().shape().dim(0); row++) {
          for (long column = 0; column < 7; column++) {
            int at = Math.toIntExact(OFFSET + 2 * (7 * (from + row) + column));
            assertThat(rows.view().getShort(row, column))
                .isEqualTo((short) ((after[at] & 0xff) | after[at + 1] << 8));
          }
        }
      }
    }
    try (StoredArray rows = CommitFolder.opener(files.file).rows(0, 10).open(OpenMode.READ_WRITE)) {
      assertThat(rows.rows()).isEqualTo(new RowRange(0, 10));
      assertThat(files.file).hasBinaryContent(after);
      assertThat(files.journal).doesNotExist();
    }
  }

  @Test
  void aLiveCommitIsAwaitedAndThenNamedOrShown() throws IOException {
    try (MappedArray array = open(OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, files.old, 1);
      AtomicInteger steps = new AtomicInteger();
      array.commit(step -> {
        if (steps.getAndIncrement() == 8) {
          assertThatThrownBy(() -> open(OpenMode.READ)).isInstanceOf(ArrayLockedException.class)
              .hasMessageContaining("pid " + ThisProcess.PID);
          assertThatThrownBy(() -> open(OpenMode.READ_WRITE)).isInstanceOf(ArrayLockedException.class);
          try (StoredArray shown = open(OpenMode.COPY_ON_WRITE)) {
            assertThat(shown(shown, next)).isEqualTo(next);
          }
        }
        step.run();
      });
      assertThat(steps.get()).isGreaterThan(8);
      assertThat(files.file).hasBinaryContent(next);
    }
  }

  @Test
  void anArrayThatIsOpenedDuringACommitShowsTheStateAfterIt() throws Exception {
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE)) {
      files.restore(Map.of("x", files.old));
      try (MappedArray array = open(OpenMode.COPY_ON_WRITE)) {
        byte[] next = change(array, files.old, 1);
        FutureTask<byte[]> reader = new FutureTask<>(() -> {
          try (StoredArray other = open(mode)) {
            return shown(other, next);
          } catch (ArrayLockedException slow) {
            return next; // The commit took more than a second here.
          }
        });
        AtomicInteger steps = new AtomicInteger();
        array.commit(step -> {
          if (steps.getAndIncrement() == 8) {
            Thread.ofPlatform().start(reader);
          }
          step.run();
        });
        // Opened, the array may have been mapped before the last steps were taken; it is read when they all have been.
        assertThat(reader.get()).isEqualTo(next);
      }
    }
  }

  /** Runs in a JVM of its own: dies in the middle of a commit. */
  static final class Dies {
    public static void main(String[] args) throws IOException {
      try (MappedArray array = CommitFolder.open(Path.of(args[0]), OpenMode.COPY_ON_WRITE)) {
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
  void aProcessThatDiesHalfWayIsFinishedByTheNextWriter() throws Exception {
    byte[] after;
    try (StoredArray array = open(OpenMode.COPY_ON_WRITE)) {
      after = change(array, files.old, 1);
    }
    for (int most : new int[] {1, 4, 8}) {
      files.restore(Map.of("x", files.old));
      try (ChildJvm child = ChildJvm.start(Dies.class, files.file.toString(), Integer.toString(most))) {
        assertThat(child.waitFor()).isEqualTo(9);
      }
      assertThat(Files.exists(files.journal)).isEqualTo(most >= 4);
      assertThat(checkReaders(files.file, files.old, after)).isEqualTo(most == 8);
      open(OpenMode.READ_WRITE).close();
      assertThat(files.file).hasBinaryContent(most >= 4 ? after : files.old);
      assertThat(files.names()).noneMatch(name -> name.contains("commit"));
    }
  }

  @Test
  void anInterruptDisturbsNoRecovery() throws IOException {
    byte[] after = files.leaveHalf();
    MemorySegment memory = MemorySegment.ofArray(files.old.clone());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> check(key(files.file)))
        .hasMessageContaining("mmap recover");
    assertThat(CommitRecovery.show(key(files.file), storage(files.file), 0, memory))
        .isEqualTo(CommitRecovery.Shown.COMMIT);
    assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(after);
    assertThat(finish(files.file, false, CrashPoints.ALL)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files.file).hasBinaryContent(after);
  }

  private static void check(ArrayKey key) throws IOException {
    CommitRecovery.check(ArrayFileNames.of(key), key, storage(key.ref().file()));
  }

  @Test
  void eachArrayOfAFileHasAJournalOfItsOwn() throws IOException {
    byte[] after = files.leaveHalf();
    ArrayKey member = new ArrayKey(ArrayRef.of(files.file), OptionalLong.of(OFFSET), SPEC.shape().dim(0));
    Files.move(files.journal, files.folder.resolve(".x@100.commit"));
    check(key(files.file));
    assertThatThrownBy(() -> check(member))
        .hasMessageContaining("mmap recover");
    // Another array was added behind it.
    byte[] longer = Arrays.copyOf(Files.readAllBytes(files.file), after.length + 1000);
    files.restore(Map.of("x", longer, ".x@100.commit",
        Files.readAllBytes(files.folder.resolve(".x@100.commit"))));
    assertThat(CommitRecovery.finish(member, storage(files.file), false, CrashPoints.ALL)).isTrue();
    assertThat(files.file).hasBinaryContent(Arrays.copyOf(after, after.length + 1000));
    assertThat(files.names()).containsExactly("x");
  }

  // Journals that do not belong to the file

  @Test
  void theJournalOfAReplacedArrayIsIgnored() throws IOException {
    files.leaveHalf();
    byte[] others = new byte[files.old.length];
    new Random(77).nextBytes(others);
    Files.write(folder.resolve("other"), others);
    Files.move(folder.resolve("other"), files.file, StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    try (StoredArray array = open(OpenMode.READ)) {
      assertThat(shown(array, others)).isEqualTo(others);
    }
    try (StoredArray array = open(OpenMode.COPY_ON_WRITE)) {
      assertThat(array.changedRows()).isEmpty();
    }
    assertThat(files.names()).containsExactly(".x.commit", "x");
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(others);
    assertThat(files.names()).containsExactly("x");
  }

  @Test
  void anArrayThatIsReplacedMeanwhileIsNotWritten() throws IOException {
    files.leaveHalf();
    byte[] others = new byte[files.old.length];
    Path victim = Files.write(folder.resolve("victim"), others);
    for (boolean link : new boolean[] {true, false}) {
      byte[] journal = Files.readAllBytes(files.journal);
      int[] step = new int[1];
      assertThatThrownBy(() -> finish(files.file, false, taken -> {
        if (step[0]++ == 0) {
          Files.delete(files.file);
          Files.delete(files.journal);
          Files.createSymbolicLink(files.journal, victim);
          if (link) {
            Files.createSymbolicLink(files.file, victim);
          } else {
            Files.write(files.file, others);
          }
        }
        taken.run();
      })).isInstanceOf(FileSystemException.class).hasMessageContaining("replaced");
      assertThat(victim).hasBinaryContent(others);
      assertThat(files.file).hasBinaryContent(others);
      Files.delete(files.journal);
      Files.delete(files.file);
      files.restore(Map.of("x", files.old, ".x.commit", journal));
      Files.delete(files.journal);
      files.leaveHalf();
    }
  }

  @Test
  void anArrayThatAnotherProgramHasChangedIsNotOverwritten() throws IOException {
    files.leaveNone();
    byte[] journal = Files.readAllBytes(files.journal);
    byte[] others = new byte[files.old.length];
    new Random(77).nextBytes(others);
    files.restore(Map.of("x", others, ".x.commit", journal));
    assertRefused(others, journal, "neither", "--discard-journal");
    assertThat(CommitRecovery.discard(key(files.file), CrashPoints.ALL)).isTrue();
    assertThat(CommitRecovery.discard(key(files.file), CrashPoints.ALL)).isFalse();
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(others);
    assertThat(files.names()).containsExactly("x");
  }

  @Test
  void aJournalOfAnotherLayoutIsRefused() throws IOException {
    files.leaveNone();
    ArrayOpener bytes = ArrayStores.opener(ArrayRef.of(files.file)).store(new DeclaredStore())
        .layout(ArraySpec.of(DType.INT8, 70_000), OFFSET);
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)) {
      assertThatThrownBy(() -> bytes.open(mode)).isInstanceOf(ArrayFormatException.class)
          .hasMessageContaining("<i2 (5000, 7)").hasMessageContaining("--discard-journal");
    }
    assertThat(files.file).hasBinaryContent(files.old);
  }

  private void assertRefused(byte[] data, byte[] journal, String... words) throws IOException {
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)) {
      assertThatThrownBy(() -> open(mode)).as(mode.toString()).isInstanceOf(IOException.class)
          .hasMessageContainingAll(words);
    }
    assertThat(files.file).hasBinaryContent(data);
    assertThat(files.journal).hasBinaryContent(journal);
  }

  // Attacks

  @Test
  void aLinkAPipeAndAFolderAreRefusedAtOnce() throws Exception {
    files.leaveHalf();
    Path real = Files.move(files.journal, folder.resolve("real"));
    byte[] half = Files.readAllBytes(files.file);
    byte[] journal = Files.readAllBytes(real);
    for (String kind : List.of("link", "pipe", "folder")) {
      switch (kind) {
        case "link" -> Files.createSymbolicLink(files.journal, real);
        case "pipe" ->
          assertThat(new ProcessBuilder("mkfifo", files.journal.toString()).start().waitFor()).isZero();
        default -> Files.createDirectory(files.journal);
      }
      for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)) {
        assertThatThrownBy(() -> open(mode)).isInstanceOf(FileSystemException.class)
            .hasMessageContaining(kind)
            .hasMessageContaining(files.journal.toString()).hasMessageContaining("remove it");
      }
      assertThat(files.file).hasBinaryContent(half);
      assertThat(real).hasBinaryContent(journal);
      Files.delete(files.journal);
    }
  }

  @Test
  void aHardLinkIsNotFinished() throws IOException {
    byte[] after = files.leaveHalf();
    byte[] half = Files.readAllBytes(files.file);
    Path link = Files.createLink(folder.resolve("link"), files.journal);
    assertThatThrownBy(() -> open(OpenMode.READ_WRITE)).isInstanceOf(FileSystemException.class)
        .hasMessageContaining("hard links");
    Files.delete(link);
    Files.createLink(link, files.file);
    assertThatThrownBy(() -> open(OpenMode.READ_WRITE)).isInstanceOf(FileSystemException.class)
        .hasMessageContaining("hard links");
    assertThat(files.file).hasBinaryContent(half);
    Files.delete(link);
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(after);
  }

  @Test
  void aJournalThatOthersCanWriteIsRefused() throws IOException {
    files.leaveHalf();
    byte[] half = Files.readAllBytes(files.file);
    for (String mode : List.of("rw-rw----", "rw----rw-")) {
      Files.setPosixFilePermissions(files.journal, PosixFilePermissions.fromString(mode));
      assertRefused(half, Files.readAllBytes(files.journal), "other users can write");
    }
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void give(Path file, int user) throws IOException {
    Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can give files to other users")
  void aJournalOfAUserWhoMayNotWriteTheArrayIsIgnored() throws IOException {
    files.leaveHalf();
    byte[] half = Files.readAllBytes(files.file);
    byte[] journal = Files.readAllBytes(files.journal);
    give(files.journal, 4242);
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)) {
      try (StoredArray array = open(mode)) {
        assertThat(shown(array, half)).isEqualTo(half);
      }
    }
    assertThat(files.journal).hasBinaryContent(journal);
    Path secret = Files.write(folder.resolve("secret"), journal);
    Files.delete(files.journal);
    give(Files.createSymbolicLink(files.journal, secret), 4242);
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(half);
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can give files to other users")
  void theJournalOfAnotherUserIsReadAndNeverFinished() throws IOException {
    byte[] after = files.leaveHalf();
    byte[] half = Files.readAllBytes(files.file);
    give(files.file, 4242);
    give(files.journal, 4242);
    checkReaders(files.file, files.old, after);
    assertThatThrownBy(() -> open(OpenMode.READ_WRITE)).isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("4242").hasMessageContaining("mmap recover");
    assertThatThrownBy(() -> CommitRecovery.discard(key(files.file), CrashPoints.ALL))
        .isInstanceOf(AccessDeniedException.class).hasMessageContaining("4242");
    assertThat(files.file).hasBinaryContent(half);
    assertThat(files.journal).exists();
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can give files to other users")
  void recoveryOfAnotherUsersJournalIsRefusedAndNamesTheOwner() throws IOException {
    files.leaveHalf();
    give(files.file, 4242);
    give(files.journal, 4242);
    Map<String, byte[]> before = content(files.folder);
    assertThatThrownBy(() -> open(OpenMode.READ)).isInstanceOf(FileSystemException.class)
        .hasMessageContaining("let 4242 (user 4242) run `mmap recover ");
    for (RecoveryOption[] options : new RecoveryOption[][] {{}, {RecoveryOption.DISCARD_JOURNAL}}) {
      assertThatThrownBy(() -> CommitFolder.opener(files.file).recover(options))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("let 4242 (user 4242) run `mmap recover")
          .hasMessageContaining(options.length == 0 ? "finish" : "--discard-journal");
    }
    Map<String, byte[]> after = content(files.folder);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
    give(files.file, 0);
    assertThat(CommitFolder.opener(files.file).recover().actions()).as("the journal of a stranger").isEmpty();
  }

  @Test
  void aJournalWithoutItsFileIsKeptOrDiscarded() throws IOException {
    byte[] after = files.leaveHalf();
    Path away = Files.move(files.file, files.folder.resolve("away"));
    assertThat(CommitFolder.opener(files.file).recover().actions()).isEmpty();
    assertThatThrownBy(() -> ArrayStores.creator(ArrayRef.of(files.file)).store(new BytesStore())
        .create(ArraySpec.of(DType.INT8, 10), OpenMode.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("--discard-journal");
    assertThat(files.file).doesNotExist();
    assertThat(files.journal).exists();
    Files.move(away, files.file);
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(after);
    files.leaveHalf();
    Files.delete(files.file);
    assertThat(CommitFolder.opener(files.file).recover(RecoveryOption.DISCARD_JOURNAL).actions()).hasSize(1);
    assertThat(files.journal).doesNotExist();
  }

  /** Runs in a JVM of its own, as another user: opens in two modes, and tells what it gets. */
  static final class Opens {
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      try (StoredArray array = CommitFolder.open(file, OpenMode.COPY_ON_WRITE)) {
        System.out.println(Arrays.hashCode(shown(array, Files.readAllBytes(file))));
      }
      for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE)) {
        try (StoredArray array = CommitFolder.open(file, mode)) {
          System.out.println(array);
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  static boolean canBecomeAnother() {
    return isRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  @Test
  @EnabledIf(value = "canBecomeAnother", disabledReason = "needs root and setpriv")
  void aFolderThatCannotBeWrittenIsReadable() throws IOException {
    byte[] after = files.leaveHalf();
    for (Path path : List.of(folder, files.folder)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Map<String, byte[]> before = content(files.folder);
    for (String mode : List.of("rw-r--r--", "rw-------")) {
      Files.setPosixFilePermissions(files.journal, PosixFilePermissions.fromString(mode));
      Process process = new ProcessBuilder("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups",
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), NativeAccess.flag(), "-cp",
          System.getProperty("java.class.path"), Opens.class.getName(), files.file.toString())
          .redirectErrorStream(true).start();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (mode.equals("rw-------")) {
        assertThat(told).contains("may not read its journal").contains("root");
      } else {
        assertThat(told.lines()).hasSize(3).first().isEqualTo(Integer.toString(Arrays.hashCode(after)));
        assertThat(told).contains("mmap recover").contains("no permission");
      }
    }
    assertThat(content(files.folder).keySet()).isEqualTo(before.keySet());
    assertThat(files.file).hasBinaryContent(before.get("x"));
  }

  // Damage

  @Test
  void anUnfinishedJournalIsNeverReadAndRemovedByWriters() throws IOException {
    files.leaveNone();
    byte[] whole = Files.readAllBytes(files.journal);
    for (int length = 0; length <= whole.length; length += length < 100 ? 13 : 997) {
      files.restore(Map.of("x", files.old, ".x.commit-new", Arrays.copyOf(whole, length)));
      checkReaders(files.file, files.old, files.old);
      open(OpenMode.READ_WRITE).close();
      assertThat(files.names()).containsExactly("x");
      assertThat(files.file).hasBinaryContent(files.old);
    }
  }

  @Test
  void aDamagedJournalIsNeitherBelievedNorForgotten() throws IOException {
    byte[] after = files.leaveNone();
    byte[] whole = Files.readAllBytes(files.journal);
    List<byte[]> damaged = new ArrayList<>();
    for (int length = 0; length < whole.length; length += length < 100 ? 1 : 61) {
      damaged.add(Arrays.copyOf(whole, length));
    }
    damaged.add(Arrays.copyOf(whole, whole.length + 1));
    for (int at = 0; at < whole.length; at += at < 150 ? 1 : 23) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      damaged.add(flipped);
    }
    for (byte[] journal : damaged) {
      Files.write(files.journal, journal);
      for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE, OpenMode.READ_WRITE)) {
        assertThatThrownBy(() -> open(mode)).isInstanceOf(ArrayFormatException.class)
            .hasMessageContaining(files.journal.toString())
            .hasMessageContaining("mmap recover --discard-journal");
      }
      assertThat(files.file).hasBinaryContent(files.old);
    }
    Files.write(files.journal, whole);
    open(OpenMode.READ_WRITE).close();
    assertThat(files.file).hasBinaryContent(after);
  }

  /** A journal of some bytes with its checksums. */
  private static byte[] sealed(byte[] body, int version) {
    byte[] journal = ByteBuffer.allocate(CommitJournal.PREFIX + body.length)
        .put(CommitJournal.prefix(body.length, CommitJournal.crc(body, 0, body.length))).put(body).array();
    ByteBuffer.wrap(journal).putInt(8, version)
        .putInt(28, 0)
        .putInt(28, CommitJournal.crc(ByteBuffer.wrap(journal).putInt(8, version).array(), 0, 28));
    return journal;
  }

  @Test
  void aJournalOfAnotherVersionIsRefusedByName() throws IOException {
    files.leaveNone();
    byte[] whole = Files.readAllBytes(files.journal);
    for (int version : new int[] {1, 3}) {
      Files.write(files.journal,
          sealed(Arrays.copyOfRange(whole, CommitJournal.PREFIX, whole.length), version));
      assertRefused(files.old, Files.readAllBytes(files.journal), "version " + version, "--discard-journal");
    }
  }

  @Test
  void numbersOfAJournalAreNotBelieved() throws IOException {
    for (long[] entry : new long[][] {{OFFSET - 1, 2}, {0, 1}, {-8, 1}, {files.old.length, 1},
        {files.old.length - 1, 2}, {Long.MAX_VALUE, 2}, {Long.MIN_VALUE, 2}, {OFFSET, 0}, {OFFSET, -1},
        {OFFSET, Integer.MAX_VALUE}, {OFFSET, Integer.MIN_VALUE}, {OFFSET, 1 << 20}, {OFFSET, 5000}}) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(body);
      byte[] identity = CommitJournal.identity(FileIdentity.of(files.file));
      for (byte[] text : new byte[][] {CommitJournal.layout(storage(files.file)), identity}) {
        out.writeShort(text.length);
        out.write(text);
      }
      out.write(CommitJournalWriter.ENTRY);
      out.writeLong(entry[0]);
      out.writeInt((int) entry[1]);
      out.write(new byte[100]);
      byte[] journal = sealed(body.toByteArray(), 2);
      Files.write(files.journal, journal);
      assertRefused(files.old, journal, "damaged", "--discard-journal");
    }
  }

  /** Runs in a JVM of its own, with little memory: tries journals with random content and checksums that fit. */
  static final class Mutates {
    public static void main(String[] args) throws IOException {
      CommitFolder files = new CommitFolder(Path.of(args[0]));
      byte[] after = files.leaveHalf();
      byte[] half = Files.readAllBytes(files.file);
      byte[] whole = Files.readAllBytes(files.journal);
      Random random = new Random(Long.parseLong(args[1]));
      int refused = 0;
      for (int i = 0; i < 3000; i++) {
        byte[] body = Arrays.copyOfRange(whole, CommitJournal.PREFIX,
            i % 5 == 0
                ? CommitJournal.PREFIX + 1 + random.nextInt(whole.length - CommitJournal.PREFIX)
                : whole.length);
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
          // Most of them where the numbers are.
          int at = random.nextInt(random.nextBoolean() ? body.length : Math.min(body.length, 120));
          body[at] = (byte) (random.nextBoolean() ? random.nextInt() : body[at] ^ 1 << random.nextInt(8));
        }
        Files.write(files.journal, sealed(body, 2));
        try {
          check(key(files.file));
        } catch (ArrayFormatException | FileSystemException told) {
          refused++;
        }
        if (!Arrays.equals(Files.readAllBytes(files.file), half)) {
          throw new AssertionError("changed by reading");
        }
        try {
          boolean ignored = finish(files.file, true, CrashPoints.ALL);
        } catch (ArrayFormatException | FileSystemException told) {
          refused++;
        }
        byte[] now = Files.readAllBytes(files.file);
        if (now.length != half.length || !Arrays.equals(now, 0, OFFSET, half, 0, OFFSET)) {
          throw new AssertionError("changed outside the array");
        }
        files.restore(Map.of("x", half));
      }
      System.out.println(refused > 3000 && after.length > 0 ? "done" : "refused only " + refused);
    }
  }

  @Test
  void changedJournalsAreRefusedOrStayInsideTheArray() throws IOException {
    Path small = Files.createDirectory(folder.resolve("small"));
    try (ChildJvm child =
        ChildJvm.start(List.of("-Xmx64m", NativeAccess.flag()), Mutates.class, small.toString(), "1")) {
      assertThat(child.read()).isEqualTo("done");
    }
  }
}
