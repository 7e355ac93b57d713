package org.mmaparrays.internal.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;
import org.mmaparrays.support.ChildJvm;

class WriterLockTest {
  @TempDir
  Path folder;

  private Path array;
  private ArrayRef ref;

  @BeforeEach
  void makeArray() throws IOException {
    array = Files.write(folder.resolve("x"), new byte[100]);
    ref = ArrayRef.of(array);
  }

  private Path lockFile() throws IOException {
    return ArrayFileNames.of(ref).lock();
  }

  private static RowRange rows(long from, long to) {
    return new RowRange(from, to);
  }

  private ArrayLockedException refused(@Nullable RowRange rows) {
    return catchThrowableOfType(ArrayLockedException.class, () -> WriterLock.acquire(ref, rows));
  }

  @Test
  void theSecondWriterOfAProcessIsRefusedAndToldSo() throws IOException {
    Instant before = Instant.now();
    try (WriterLock lock = WriterLock.acquire(ref, null)) {
      assertThat(lock).isNotNull();
      ArrayLockedException refused = refused(null);
      assertThat(refused).hasMessageContaining(array.toString()).hasMessageContaining("this process")
          .hasMessageContaining("pid " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("close that handle")
          .hasMessageContaining("OpenMode.READ");
      assertThat(refused.holders()).singleElement().satisfies(holder -> {
        assertThat(holder.alive()).isTrue();
        assertThat(holder.rows()).isEmpty();
        assertThat(holder.since()).isBetween(before, Instant.now());
      });
    }
    assertThat(lockFile()).doesNotExist();
    WriterLock.acquire(ref, null).close();
    assertThat(folder).isDirectoryContaining(array::equals).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void closingTwiceDoesNotReleaseTheNextOne() throws IOException {
    WriterLock first = WriterLock.acquire(ref, null);
    first.close();
    try (WriterLock second = WriterLock.acquire(ref, null)) {
      first.close();
      first.abandon();
      assertThat(second).isNotNull();
      assertThat(refused(null)).isNotNull();
    }
  }

  @Test
  void disjointRowsAreWrittenAtOnceAndOverlappingOnesAreNot() throws IOException {
    WriterLock low = WriterLock.acquire(ref, rows(0, 10));
    WriterLock high = WriterLock.acquire(ref, rows(10, 20));
    WriterLock farthest = WriterLock.acquire(ref, rows(1L << 62, Long.MAX_VALUE));
    assertThat(refused(rows(9, 11)).holders()).extracting(Writer::rows)
        .containsExactly(Optional.of(rows(0, 10)), Optional.of(rows(10, 20)));
    assertThat(refused(rows(19, 20)).holders()).hasSize(1);
    assertThat(refused(null).holders()).hasSize(3);
    assertThat(refused(rows(Long.MAX_VALUE - 5, Long.MAX_VALUE))).isNotNull();
    low.close();
    WriterLock.acquire(ref, rows(0, 10)).close();
    assertThat(refused(rows(10, 11))).isNotNull();
    assertThat(lockFile()).exists();
    high.close();
    farthest.close();
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void noRowsAreInNobodysWay() throws IOException {
    try (WriterLock some = WriterLock.acquire(ref, rows(5, 8));
        WriterLock none = WriterLock.acquire(ref, rows(6, 6))) {
      assertThat(some).isNotEqualTo(none);
      assertThat(WriterLock.writers(ref)).hasSize(2);
    }
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void anotherProcessIsNamed() throws Exception {
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS); // A record may have whole seconds only.
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", array.toString())) {
      assertThat(child.read()).isEqualTo("held");
      ArrayLockedException refused = refused(rows(3, 4));
      assertThat(refused).hasMessageContaining("pid " + child.pid() + " on ")
          .hasMessageContaining("wait until it is closed");
      assertThat(refused.getMessage()).doesNotContain("this process");
      assertThat(WriterLock.writers(ref)).singleElement().satisfies(writer -> {
        assertThat(writer.pid()).isEqualTo(child.pid());
        assertThat(writer.alive()).isTrue();
        assertThat(writer.since()).isBetween(before, Instant.now());
      });
      child.write("release");
      assertThat(child.read()).isEqualTo("released");
      assertThat(lockFile()).doesNotExist();
      WriterLock.acquire(ref, null).close();
    }
  }

  @Test
  void processesWriteDisjointRowsAtOnce() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", array.toString(), "0", "10")) {
      child.read();
      try (WriterLock mine = WriterLock.acquire(ref, rows(10, 20))) {
        assertThat(mine).isNotNull();
        assertThat(refused(rows(9, 10)).holders()).extracting(Writer::pid).containsExactly(child.pid());
        child.write("release");
        child.read();
        assertThat(lockFile()).exists();
        WriterLock.acquire(ref, rows(0, 10)).close();
      }
      assertThat(lockFile()).doesNotExist();
    }
  }

  @Test
  void ofThoseWhoDieOneAfterTheOtherTheLastIsKnown() throws Exception {
    long last = 0;
    for (int death = 0; death < 4; death++) {
      try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", array.toString(), "0", "10")) {
        child.read();
        assertThat(WriterLock.writers(ref)).as("the one who writes, and the last who died")
            .hasSize(Math.min(death, 1) + 1);
        child.kill();
        last = child.pid();
      }
    }
    WriterLock.acquire(ref, rows(0, 20)).abandon();
    assertThat(WriterLock.writers(ref)).extracting(Writer::pid).containsExactly(last);
  }

  @Test
  void theLockOfAKilledProcessIsFreeAndItsRecordStaysUntilItsRowsAreClosedWell() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", array.toString(), "0", "10")) {
      child.read();
      child.kill();
      assertThat(lockFile()).exists();
      assertThat(WriterLock.writers(ref)).singleElement().satisfies(writer -> {
        assertThat(writer.pid()).isEqualTo(child.pid());
        assertThat(writer.alive()).isFalse();
        assertThat(writer.rows()).contains(rows(0, 10));
        assertThat(writer).asString().contains("has died");
      });
      WriterLock.acquire(ref, rows(10, 20)).close();
      assertThat(WriterLock.writers(ref)).as("after others have written other rows").hasSize(1);
      WriterLock.acquire(ref, rows(5, 15)).close();
      assertThat(WriterLock.writers(ref)).as("after somebody has written some of them").hasSize(1);
      WriterLock.acquire(ref, null).abandon();
      assertThat(WriterLock.writers(ref)).as("after one who wrote nothing").hasSize(1);
      try (WriterLock next = WriterLock.acquire(ref, rows(0, 15))) {
        assertThat(next).isNotNull();
        assertThat(WriterLock.writers(ref)).extracting(Writer::alive).containsExactlyInAnyOrder(false, true);
      }
      assertThat(WriterLock.writers(ref)).isEmpty();
      assertThat(lockFile()).doesNotExist();
    }
  }

  @Test
  void askingNeverMakesAWriterFail() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Thread asking = Thread.ofPlatform().start(() -> {
      try {
        while (!Thread.interrupted()) {
          assertThat(WriterLock.writers(ref)).allMatch(Writer::alive);
          asked.incrementAndGet();
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    for (int i = 0; i < 300 || asked.get() < 100; i++) {
      WriterLock.acquire(ref, null).close();
    }
    asking.interrupt();
    asking.join();
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void processesThatTakeTurnsNeverMeet() throws Exception {
    Path number = Files.writeString(folder.resolve("number"), "0");
    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(ChildJvm.start(LockHolder.class, "count", array.toString(), number.toString(), "150"));
    }
    for (ChildJvm child : children) {
      assertThat(child.read()).containsOnlyDigits();
      assertThat(child.waitFor()).isZero();
    }
    assertThat(number).hasContent("450");
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void threadsThatTakeTurnsNeverMeet() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger met = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofVirtual().start(() -> {
        for (int done = 0; done < 100;) {
          try (WriterLock lock = WriterLock.acquire(ref, null)) {
            assertThat(lock).isNotNull();
            met.addAndGet(inside.getAndIncrement());
            inside.decrementAndGet();
            done++;
          } catch (ArrayLockedException taken) {
            LockSupport.parkNanos(1000);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(met).hasValue(0);
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void anInterruptedThreadTakesAndReleasesAndStaysInterrupted() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", array.toString(), "90", "91")) {
      child.read();
      try (WriterLock other = WriterLock.acquire(ref, rows(50, 60))) {
        assertThat(other).isNotNull();
        Thread.currentThread().interrupt();
        WriterLock lock = WriterLock.acquire(ref, rows(0, 10));
        assertThat(WriterLock.writers(ref)).hasSize(3);
        assertThatThrownBy(() -> WriterLock.acquire(ref, rows(5, 6)))
            .isInstanceOf(ArrayLockedException.class);
        lock.close();
        assertThat(Thread.interrupted()).isTrue();
        assertHeldAgainstProcesses(50);
      }
    }
  }

  @Test
  void anEmptyLockFileIsNobodys() throws IOException {
    Files.createFile(lockFile());
    assertThat(WriterLock.writers(ref)).isEmpty();
    WriterLock.acquire(ref, null).close();
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void onlyWritersOfTheArrayMayReadItsLock() throws IOException {
    for (String[] modes : new String[][] {{"rw-r--r--", "rw-------"}, {"rw-rw-r--", "rw-rw----"},
        {"rw-r--rw-", "rw----rw-"}, {"rw-rw-rw-", "rw-rw-rw-"}, {"r--r--r--", "rw-------"}}) {
      Files.setPosixFilePermissions(array, PosixFilePermissions.fromString(modes[0]));
      try (WriterLock lock = WriterLock.acquire(ref, null)) {
        assertThat(lock).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lockFile()))).as(modes[0])
            .isEqualTo(modes[1]);
      }
    }
  }

  @Test
  void theLockOfAnArrayToBeIsForUsersWhoMayWriteWhatThisOneMakes() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    boolean sharing =
        Files.getPosixFilePermissions(Files.createFile(folder.resolve("made")))
            .contains(PosixFilePermission.GROUP_WRITE);
    try (WriterLock lock = WriterLock.acquire(ArrayRef.of(folder.resolve("new")), null)) {
      assertThat(lock).isNotNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".new.lock"))))
          .isEqualTo(sharing ? "rw-rw----" : "rw-------");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaid() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(folder), "this user may write anywhere");
    assertThatThrownBy(() -> WriterLock.acquire(ref, null)).isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(lockFile().toString()).hasMessageContaining("keeps writers apart")
        .hasMessageContaining("OpenMode.READ");
    assertThat(WriterLock.writers(ref)).isEmpty();
  }

  @Test
  void anotherCopyOfTheLibraryInTheSameProcessIsNoException() throws Exception {
    // The second copy takes and releases rows of its own: what the first has locked must stay locked for everybody.
    try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      AutoCloseable lock = acquireThrough(loader, 0, 10);
      try (WriterLock mine = WriterLock.acquire(ref, rows(10, 20))) {
        assertThat(mine).isNotNull();
        assertThat(refused(rows(9, 10))).hasMessageContaining("this process");
        assertThat(WriterLock.writers(ref)).hasSize(2).allMatch(Writer::alive);
        lock.close();
        assertHeldAgainstProcesses(10);
        lock = acquireThrough(loader, 0, 10);
      }
      assertThat(WriterLock.writers(ref)).hasSize(1);
      assertHeldAgainstProcesses(0);
      assertThat(refused(null)).isNotNull();
      assertHeldAgainstProcesses(0);
      lock.close();
    }
    assertThat(lockFile()).doesNotExist();
  }

  private void assertHeldAgainstProcesses(long row) throws IOException {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "try", array.toString(),
        "" + row, "" + (row + 1))) {
      assertThat(child.read()).isEqualTo("refused");
    }
  }

  private AutoCloseable acquireThrough(ClassLoader loader, long from, long to)
      throws ReflectiveOperationException {
    Object theirRef =
        loader.loadClass(ArrayRef.class.getName()).getMethod("of", Path.class).invoke(null, array);
    Class<?> range = loader.loadClass(RowRange.class.getName());
    var acquire = loader.loadClass(WriterLock.class.getName())
        .getDeclaredMethod("acquire", theirRef.getClass(), range);
    acquire.setAccessible(true);
    return (AutoCloseable) acquire.invoke(null, theirRef,
        range.getConstructor(long.class, long.class).newInstance(from, to));
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> {
          try {
            return URI.create("file:" + entry + (Files.isDirectory(Path.of(entry)) ? "/" : "")).toURL();
          } catch (MalformedURLException e) {
            throw new AssertionError(e);
          }
        }).toArray(URL[]::new);
  }
}
