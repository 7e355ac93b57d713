package org.mmaparrays.internal.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.linux.NativeFiles;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;
import org.mmaparrays.support.BytesStore;
import org.mmaparrays.support.ChildJvm;

/** Lock files in a world that is not friendly: other programs, other users, other code of the same process, deaths. */
class LockFileTest {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
  private static final String PLAIN = "-Dno.native.access";
  private static final int STRANGER = 12345;
  private static final List<RowRange> FIRST_ROW = List.of(new RowRange(0, 1));

  @TempDir
  Path folder;

  private Path array;
  private ArrayRef ref;
  private Path lock;

  @BeforeEach
  void makeArray() throws IOException {
    array = Files.write(folder.resolve("x"), new byte[100]);
    ref = ArrayRef.of(array);
    lock = ArrayFileNames.of(ref).lock();
  }

  private ArrayKey key() {
    return ArrayKey.ofFile(ref);
  }

  private static String answer(ChildJvm child) throws IOException {
    try (child) {
      return child.read();
    }
  }

  private String answer(String option, String question) throws IOException {
    return answer(ChildJvm.start(List.of(option), LockHolder.class, question, array.toString()));
  }

  private static void assumeNative() {
    Assumptions.assumeTrue(LockableFile.isNative(), "native access is not enabled");
  }

  // Locks that code of the same process could drop

  @Test
  void readingTheLockFileDropsNoLock() throws IOException {
    assumeNative();
    try (WriterLock held = WriterLock.acquire(ref, null)) {
      Files.readAllBytes(lock);
      held.checkHeld();
      assertThat(answer(NATIVE, "try")).isEqualTo("refused");
      assertThat(answer(PLAIN, "try")).isEqualTo("refused");
    }
  }

  @Test
  void withoutNativeAccessALockThatWasDroppedEndsTheArray() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/locks")), "the system lists no locks");
    assertThat(answer(PLAIN, "flush")).isEqualTo("flushed");
    try (ChildJvm child = ChildJvm.start(List.of(PLAIN), LockHolder.class, "lose", array.toString())) {
      assertThat(child.read()).startsWith("refused: " + array).contains("lock was lost")
          .contains(lock.toString());
      assertThat(child.read()).startsWith("refused: " + array).contains("earlier flush failed");
      assertThat(child.read()).startsWith("refused: " + array);
      assertThat(child.waitFor()).isZero();
    }
    try (ChildJvm child = ChildJvm.start(List.of(NATIVE), LockHolder.class, "lose", array.toString())) {
      assertThat(List.of(child.read(), child.read(), child.read())).containsExactly("flushed", "flushed",
          "closed");
    }
  }

  /** The steps of a commit: to write, share, force and name the journal, to force its name; to write, force, remove and force. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 5, 8, 99})
  void withoutNativeAccessACommitIsNotAcknowledgedAfterItsLockWasDropped(int step) throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/locks")), "the system lists no locks");
    byte[] changed = new byte[100];
    Arrays.fill(changed, (byte) 1);
    Path journal = ArrayFileNames.of(ref).commitJournal();
    String told = answer(
        ChildJvm.start(List.of(PLAIN), LockHolder.class, "commit", array.toString(), "" + step));
    if (step == 99) {
      assertThat(told).isEqualTo("committed");
    } else {
      assertThat(told).startsWith("ArrayLockedException: " + array).contains("lock was lost")
          .contains(lock.toString());
      assertThat(array).as("no byte is written without the lock")
          .hasBinaryContent(step <= 4 ? new byte[100] : changed);
      assertThat(Files.exists(journal)).as("the next writer finishes what was begun")
          .isIn(step == 3 || step == 4);
    }
    ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.READ_WRITE).close();
    assertThat(array).hasBinaryContent(step <= 2 ? new byte[100] : changed);
    assertThat(folder.toFile().list()).containsExactly("x");
  }

  @Test
  void withoutNativeAccessADraftIsNotPublishedAfterItsLockWasDropped() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/locks")), "the system lists no locks");
    assertThat(answer(PLAIN, "publish")).startsWith("ArrayLockedException: " + array)
        .contains("lock was lost").contains(lock.toString());
    assertThat(array).hasBinaryContent(new byte[100]);
    assertThat(answer(NATIVE, "publish")).isEqualTo("published");
  }

  @Test
  void aLockThatOneLookAtTheListMissesIsNotLost() throws IOException {
    String line = "1: POSIX  ADVISORY  WRITE 7 fd:00:4711 5 5\n";
    LockScope.Bytes bytes = new LockScope.Bytes(5, 6);
    for (int missed : new int[] {0, 1, 7}) {
      int[] look = {0};
      assertThat(KernelLocks.isListed(() -> Optional.of(look[0]++ < missed ? "" : line), ":4711", bytes, "7"))
          .isTrue();
      assertThat(look[0]).isEqualTo(missed + 1);
    }
    assertThat(KernelLocks.isListed(() -> Optional.of(line), ":4711", bytes, "8")).isFalse();
    assertThat(KernelLocks.isListed(() -> Optional.of(line), ":4711", new LockScope.Bytes(6, 7), "7"))
        .isFalse();
    assertThat(KernelLocks.isListed(Optional::empty, ":4711", bytes, "7")).isFalse();
  }

  @Test
  void aLockFileThatIsGoneIsNotListed() throws IOException {
    assertThat(KernelLocks.isListed(lock, new LockScope.Bytes(0, 1))).isFalse();
  }

  // Several names of one file

  @Test
  void writersThroughTwoHardLinksExcludeEachOther() throws Exception {
    assumeNative();
    ArrayRef other = ArrayRef.of(Files.createLink(folder.resolve("y"), array));
    try (WriterLock held = WriterLock.acquire(ref, new RowRange(0, 10))) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> WriterLock.acquire(other, new RowRange(9, 11)))
          .isInstanceOf(ArrayLockedException.class).hasMessageContaining("hard link")
          .hasMessageContaining(other.toString());
      assertThatThrownBy(() -> WriterLock.claim(other, LockScope.adding()))
          .isInstanceOf(ArrayLockedException.class);
      WriterLock.acquire(other, new RowRange(10, 20)).close();
      try (ChildJvm child =
          ChildJvm.start(List.of(NATIVE), LockHolder.class, "try", other.file().toString())) {
        assertThat(child.read()).isEqualTo("refused");
      }
    }
    WriterLock.acquire(other, null).close();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void aReaderThatLocksTheArrayIsInNoWritersWay() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "share", array.toString())) {
      assertThat(child.read()).isEqualTo("held true");
      WriterLock.acquire(ref, null).close();
      WriterLock.acquire(ref, null).close();
    }
    assertThat(lock).doesNotExist();
  }

  // Anything else that has the name

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, PLAIN})
  void onlyARegularFileWithOneNameIsALock(String option) throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "mine");
    Files.createSymbolicLink(lock, target);
    assertRefused(option, "symbolic link");
    Files.delete(lock);
    Files.createSymbolicLink(lock, folder.resolve("nowhere"));
    assertRefused(option, "symbolic link");
    Files.delete(lock);
    Files.createDirectory(lock);
    assertRefused(option, "folder");
    Files.delete(lock);
    Files.createLink(lock, target);
    assertRefused(option, "hard links");
    Files.delete(lock);
    assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor()).isZero();
    assertRefused(option, "pipe");
    assertThat(target).hasContent("mine");
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  private void assertRefused(String option, String kind) throws IOException {
    for (String question : List.of("acquire", "writers", "live")) {
      assertThat(answer(option, question)).startsWith("FileSystemException: " + array)
          .contains(lock.toString())
          .contains(kind).contains("remove it");
    }
  }

  // Any text

  @Test
  void anyTextIsOverwrittenOnceTheLocksAreTaken() throws IOException {
    for (String text : List.of("garbage", "my own notes\n".repeat(1000),
        record("pid 1 on a since b rows all"),
        record("pid 99999999999999999999999 on x since y rows 1:0"), record("\n\u001b[31m"))) {
      Files.writeString(lock, text);
      assertThat(WriterLock.writers(ref)).isEmpty();
      try (WriterLock held = WriterLock.acquire(ref, null)) {
        assertThat(held).isNotNull();
        assertThat(WriterLock.writers(ref)).singleElement()
            .satisfies(writer -> assertThat(writer.pid()).isEqualTo(ProcessHandle.current().pid()));
      }
      assertThat(lock).doesNotExist();
    }
  }

  private static String record(String text) {
    return "x".repeat(LockFile.RECORD_BYTES) + text;
  }

  @Test
  void recordsOfControlCharactersAreNone() throws IOException {
    for (String host : List.of("a\u001b[2Jb", "a\nb", "\u00e9", "a\u202eb", "x".repeat(300))) {
      Files.writeString(lock, record("pid 1 on " + host + " since 2026-01-01T00:00:00Z rows all"));
      assertThat(WriterLock.writers(ref)).isEmpty();
    }
    Files.writeString(lock, record("pid 1 on host since 2026-01-01T00:00:00Z rows all"));
    assertThat(WriterLock.writers(ref)).extracting(Writer::toString)
        .containsExactly("pid 1 on host since 2026-01-01T00:00:00Z, all rows (has died)");
  }

  @Test
  void recordsOfTheDeadInAllPlacesKeepNoWriterOut() throws IOException {
    String dead = "pid 1 on host since 2026-01-01T00:00:00Z rows 0:1";
    String padded = dead + " ".repeat(LockFile.RECORD_BYTES - dead.length());
    Files.writeString(lock, record(padded.repeat(LockFile.SLOTS + 10)));
    assertThat(WriterLock.writers(ref)).hasSize(LockFile.SLOTS);
    WriterLock.acquire(ref, new RowRange(5, 6)).close();
    WriterLock.acquire(ref, null).close();
    assertThat(lock).doesNotExist();
  }

  @Test
  void anyContentsAreSurvived() throws IOException {
    Random random = new Random(20261130);
    byte[] good;
    try (WriterLock held = WriterLock.acquire(ref, new RowRange(3, 5));
        WriterLock adder = WriterLock.acquire(ref, new RowRange(7, 9))) {
      assertThat(held).isNotEqualTo(adder);
      good = Files.readAllBytes(lock);
    }
    for (int turn = 0; turn < 3000; turn++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(3 * good.length));
      if (turn % 3 == 0) {
        random.nextBytes(bytes);
      } else {
        for (int change = random.nextInt(20); change >= 0 && bytes.length > 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(turn % 2 == 0 ? 256 : 128);
        }
      }
      Files.write(lock, bytes);
      assertThat(WriterLock.writers(ref))
          .allSatisfy(writer -> assertThat(writer.toString()).matches("[ -~]+"));
      assertThat(WriterLock.hasLiveWriter(key(), FIRST_ROW)).isFalse();
      WriterLock.acquire(ref, null).close();
      assertThat(lock).doesNotExist();
    }
  }

  @Test
  void aHugeFileIsReadInPart() throws IOException {
    try (var channel = Files.newByteChannel(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(1L << 40).write(ByteBuffer.wrap("x".getBytes(StandardCharsets.US_ASCII)));
    }
    assertThat(WriterLock.writers(ref)).isEmpty();
    WriterLock.acquire(ref, null).close();
    assertThat(lock).doesNotExist();
  }

  // Deaths

  @Test
  void aDeadCreatorMeansNothing() throws Exception {
    for (String question : List.of("create", "claim")) {
      try (ChildJvm child = ChildJvm.start(LockHolder.class, question, array.toString(), "1")) {
        assertThat(child.read()).isEqualTo("held");
        assertThat(WriterLock.writers(ref)).hasSize(1);
        assertThat(WriterLock.hasLiveWriter(key(), FIRST_ROW)).isFalse();
        child.kill();
      }
      assertThat(WriterLock.writers(ref)).isEmpty();
      WriterLock.acquire(ref, new RowRange(0, 1)).close();
      assertThat(lock).doesNotExist();
    }
  }

  @Test
  void aCreatorBecomesAWriterInPlace() throws IOException {
    WriterLock creating = WriterLock.claim(ref, LockScope.file(null).creating());
    assertThat(WriterLock.hasLiveWriter(key(), FIRST_ROW)).isFalse();
    try (WriterLock writing = creating.exchange(ref, LockScope.file(null))) {
      assertThat(writing).isNotNull();
      assertThat(WriterLock.hasLiveWriter(key(), FIRST_ROW)).isTrue();
      assertThat(WriterLock.writers(ref)).hasSize(1);
      creating.abandon();
      assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isInstanceOf(ArrayLockedException.class);
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void aDraftThatNothingReachesLosesItsLock() throws IOException {
    ArrayRef next = ArrayRef.of(folder.resolve("next"));
    assertThat(ArrayStores.creator(next).store(new BytesStore())
        .draft(ArraySpec.of(DType.INT8, 5), OpenMode.CREATE_NEW).array().isOpen()).isTrue();
    awaitLock(next);
    assertThat(WriterLock.writers(next)).isEmpty();
  }

  @Test
  void anArrayThatNothingReachesLosesItsLock() throws IOException {
    leave();
    awaitLock(ref);
    assertThat(WriterLock.writers(ref)).singleElement().satisfies(left -> assertThat(left.alive()).isFalse());
    WriterLock.acquire(ref, null).close();
    assertThat(lock).doesNotExist();
  }

  private static void awaitLock(ArrayRef ref) throws IOException {
    boolean taken = false;
    while (!taken) {
      System.gc();
      try {
        WriterLock.acquire(ref, null).abandon();
        taken = true;
      } catch (ArrayLockedException notYet) {
        assertThat(notYet.holders()).allMatch(writer -> writer.pid() == ProcessHandle.current().pid());
      }
    }
  }

  private void leave() throws IOException {
    NdArray view =
        ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.READ_WRITE).view();
    System.gc();
    assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isInstanceOf(ArrayLockedException.class);
    view.fill(1);
  }

  // The gate

  @Test
  void noWriterComesWhileWorkIsDoneInTheGate() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    try (WriterLock held = WriterLock.acquire(ref, new RowRange(0, 1))) {
      Thread working = Thread.ofPlatform().start(() -> {
        try {
          assertThat(held.inGate(() -> {
            inside.countDown();
            for (int turn = 0; turn < 100; turn++) {
              Files.readAttributes(array, "unix:*");
            }
            done.set(true);
            return "result";
          })).isEqualTo("result");
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      inside.await();
      try (WriterLock next = WriterLock.acquire(ref, new RowRange(5, 6))) {
        assertThat(next).isNotNull();
        assertThat(done).isTrue();
      }
      working.join();
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void aLockFileThatWasRemovedByHandIsTold() throws IOException {
    WriterLock held = WriterLock.acquire(ref, new RowRange(0, 1));
    Files.delete(lock);
    assertThatThrownBy(() -> held.inGate(() -> true)).isInstanceOf(IOException.class)
        .hasMessageContaining("removed while it was in use").hasMessageContaining(lock.toString());
    if (LockableFile.isNative()) {
      assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isInstanceOf(ArrayLockedException.class);
    }
    held.close();
    assertThatThrownBy(() -> held.inGate(() -> true)).isInstanceOf(IllegalStateException.class);
    WriterLock.acquire(ref, null).close();
  }

  // Other users

  private String answerAs(int user, int group, String option, String question, Path file) throws IOException {
    return answer(
        ChildJvm.startAs(user, group, List.of(option), LockHolder.class, question, file.toString()));
  }

  /** Lets other users into the folder; skips the test where there can be none. */
  private void admitOthers(String mode) throws Exception {
    Assumptions.assumeTrue(FileOwnership.effectiveUser() == 0, "only root can be several users");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(new ProcessBuilder("chmod", mode, folder.toString()).start().waitFor()).isZero();
    Process seen =
        new ProcessBuilder("setpriv", "--reuid", "" + STRANGER, "--regid", "" + STRANGER, "--clear-groups",
            "sh", "-c", "test -x \"$1\" && test -r \"$2\"", "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Path.of(LockHolder.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(LockHolder.class.getName().replace('.', '/') + ".class").toString())
            .start();
    Assumptions.assumeTrue(seen.waitFor() == 0,
        "setpriv is missing, or other users may not read the classes");
  }

  private static void own(Path file, int user, int group, String permissions) throws IOException {
    Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, PLAIN})
  void aUserWhoMayOnlyReadTheArrayKnowsOfItsWriterAndCannotDisturbIt(String option) throws Exception {
    admitOthers("755");
    assertThat(answerAs(STRANGER, STRANGER, option, "writers", array)).isEqualTo("[]");
    try (WriterLock held = WriterLock.acquire(ref, new RowRange(0, 1))) {
      assertThat(held).isNotNull();
      assertThat(answerAs(STRANGER, STRANGER, option, "writers", array))
          .startsWith("AccessDeniedException: " + lock)
          .contains("root");
      assertThat(answerAs(STRANGER, STRANGER, option, "live", array)).isEqualTo("true");
    }
    try (WriterLock other = WriterLock.acquire(ref, new RowRange(5, 6))) {
      assertThat(other).isNotNull();
      assertThat(answerAs(STRANGER, STRANGER, option, "live", array)).isEqualTo("false");
    }
    try (ChildJvm child = ChildJvm.startAs(STRANGER, STRANGER, List.of(option), LockHolder.class, "share",
        array.toString())) {
      assertThat(child.read()).isEqualTo("held true");
      WriterLock.acquire(ref, null).close();
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void aLockFileOfAUserWhoMayNotWriteTheArrayIsNeitherUsedNorIgnored() throws Exception {
    admitOthers("1777");
    assertThat(answerAs(STRANGER, STRANGER, NATIVE, "touch", lock)).isEqualTo(lock.toString());
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isExactlyInstanceOf(FileSystemException.class)
        .hasMessageContaining(lock.toString()).hasMessageContaining("belongs to " + STRANGER);
    assertThat(WriterLock.writers(ref)).isEmpty();
    Files.delete(array);
    assertThatThrownBy(() -> WriterLock.acquire(ref, null)).hasMessageContaining("belongs to " + STRANGER);
    assertThat(lock).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, PLAIN})
  void aUserWithoutANameWritesTheUsersOwnArrays(String option) throws Exception {
    admitOthers("1777");
    own(array, STRANGER, STRANGER, "rw-------");
    assertThat(answerAs(STRANGER, STRANGER, option, "acquire", array)).isEqualTo("taken");
    assertThat(lock).doesNotExist();
    try (WriterLock held = WriterLock.acquire(ref, null)) {
      assertThat(held).isNotNull();
      assertThat(answerAs(STRANGER, STRANGER, option, "acquire", array))
          .startsWith("AccessDeniedException: " + array)
          .contains(lock.toString()).contains("belongs to root");
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void theLockFileOfAnotherUserStaysBlank() throws Exception {
    admitOthers("1777");
    own(array, STRANGER, STRANGER, "rw-------");
    try (ChildJvm child =
        ChildJvm.startAs(STRANGER, STRANGER, List.of(NATIVE), LockHolder.class, "hold", array.toString())) {
      assertThat(child.read()).isEqualTo("held");
      assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isInstanceOf(ArrayLockedException.class)
          .hasMessageContaining("pid " + child.pid());
      child.kill();
    }
    WriterLock.acquire(ref, null).close();
    assertThat(WriterLock.writers(ref)).isEmpty();
    assertThat(lock).exists();
    assertThat(answerAs(STRANGER, STRANGER, NATIVE, "acquire", array)).isEqualTo("taken");
    assertThat(lock).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, PLAIN})
  void usersOfOneGroupKeepEachOtherOut(String option) throws Exception {
    admitOthers("1777");
    own(array, STRANGER, STRANGER, "rw-rw-r--");
    try (ChildJvm child =
        ChildJvm.startAs(STRANGER + 1, STRANGER, List.of(option), LockHolder.class, "hold",
            array.toString())) {
      assertThat(child.read()).isEqualTo("held");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock))).isEqualTo("rw-rw----");
      assertThat(answerAs(STRANGER, STRANGER, option, "acquire", array)).startsWith("ArrayLockedException")
          .contains("pid " + child.pid());
      assertThat(answerAs(STRANGER + 2, STRANGER + 2, option, "acquire", array))
          .startsWith("AccessDeniedException")
          .contains("belongs to " + (STRANGER + 1));
      child.kill();
    }
    try (WriterLock held = WriterLock.acquire(ref, null)) {
      assertThat(held).isNotNull();
      assertThat(answerAs(STRANGER, STRANGER, option, "acquire", array)).startsWith("ArrayLockedException");
    }
  }

  @Test
  void usersOfAnAccessControlListMayUseTheLock() throws Exception {
    assumeNative();
    admitOthers("1777");
    Files.setPosixFilePermissions(array, PosixFilePermissions.fromString("rw-r-----"));
    // acl(5): version; owner rw, the stranger rw, the next user r, group r, mask rw, others none.
    byte[] list = HexFormat.of().parseHex("02000000" + "01000600ffffffff" + "0200060039300000"
        + "020004003a300000" + "04000400ffffffff" + "10000600ffffffff" + "20000000ffffffff");
    try {
      NativeFiles.setAttribute(array, "system.posix_acl_access", Optional.of(list));
    } catch (IOException e) {
      Assumptions.abort("the file system has no access control lists");
    }
    try (WriterLock held = WriterLock.acquire(ref, null)) {
      assertThat(held).isNotNull();
      assertThat(answerAs(STRANGER, STRANGER, NATIVE, "acquire", array)).startsWith("ArrayLockedException");
      assertThat(answerAs(STRANGER + 1, STRANGER + 1, NATIVE, "writers", array))
          .startsWith("AccessDeniedException");
    }
  }
}
