package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmaparrays.CommitFolder.OFFSET;
import static org.mmaparrays.CommitFolder.SPEC;
import static org.mmaparrays.CommitFolder.change;
import static org.mmaparrays.CommitFolder.open;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.files.FileStamp;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;
import org.mmaparrays.support.DeclaredStore;

/** Commits of mode c, and when they are refused; their crashes are tested in {@link CommitRecoveryTest}. */
class CommitTest {
  /** The steps of a commit: the journal is written, made readable, forced, named, and its name forced. */
  private static final int RENAME = 3;

  /** The step that writes the first changes into the file. */
  private static final int APPLY = 5;

  @TempDir
  Path folder;

  private CommitFolder files;
  private Path file;
  private byte[] old;

  @BeforeEach
  void makeFile() throws IOException {
    files = new CommitFolder(folder);
    file = files.file;
    old = files.old;
  }

  private List<String> names() throws IOException {
    return files.names();
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
          .hasMessageContaining("changed by another program").hasMessageContaining("saveAs");
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
  void anArrayThatIsReplacedDuringTheCommitIsNotWritten() throws IOException {
    byte[] others = new byte[old.length];
    for (boolean link : new boolean[] {false, true}) {
      files.restore(Map.of("x", old));
      Path victim = Files.write(folder.resolve("victim"), others);
      try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
        change(array, old, 1);
        int[] step = new int[1];
        assertThatThrownBy(() -> array.commit(taken -> {
          if (step[0]++ == APPLY) {
            Files.delete(file);
            if (link) {
              Files.createSymbolicLink(file, victim);
            } else {
              Files.write(file, others);
            }
          }
          taken.run();
        })).isInstanceOf(FileSystemException.class).hasMessageContaining("replaced")
            .hasMessageContaining("saveAs").hasMessageNotContaining("commit again");
      }
      assertThat(victim).hasBinaryContent(others);
      assertThat(file).hasBinaryContent(others);
      Files.delete(file);
    }
  }

  @Test
  void aJournalThatIsReplacedIsNotFollowed() throws IOException {
    files.leaveNone();
    byte[] another = Files.readAllBytes(files.journal);
    for (boolean link : new boolean[] {false, true}) {
      files.restore(Map.of("x", old, "another", another));
      try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
        change(array, old, 2);
        int[] step = new int[1];
        assertThatThrownBy(() -> array.commit(taken -> {
          taken.run();
          if (step[0]++ == RENAME) {
            Files.delete(files.journal);
            if (link) {
              Files.createSymbolicLink(files.journal, folder.resolve("another"));
            } else {
              Files.copy(folder.resolve("another"), files.journal);
            }
          }
        })).isInstanceOf(FileSystemException.class).hasMessageContaining(".x.commit")
            .hasMessageNotContaining("commit again");
      }
      assertThat(file).hasBinaryContent(old);
    }
  }

  @Test
  void theJournalIsReadByThoseWhoMayReadTheArrayAndWrittenByNoOther() throws IOException {
    // Without native access these may be the bits of an access control list rather than those of the group.
    String group = NativeAccess.isEnabled() ? "rw-r-----" : "rw-------";
    for (String[] modes : new String[][] {{"rw-------", "rw-------"}, {"rw-r-----", group},
        {"rwxrwxrwx", "rw-r--r--"}, {"rw-rw----", group}}) {
      files.restore(Map.of("x", old));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes[0]));
      List<String> seen = new ArrayList<>();
      try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
        change(array, old, 1);
        array.commit(step -> {
          for (Path journal : List.of(files.unfinished, files.journal)) {
            if (Files.exists(journal)) {
              String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(journal));
              if (!seen.contains(mode)) {
                seen.add(mode);
              }
            }
          }
          step.run();
        });
      }
      assertThat(seen).isEqualTo(Stream.of("rw-------", modes[1]).distinct().toList());
    }
  }

  @Test
  void aFileOfSeveralNamesIsRefused() throws IOException {
    Files.createLink(folder.resolve("y"), file);
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      change(array, old, 1);
      assertThatThrownBy(array::commit).isInstanceOf(FileSystemException.class)
          .hasMessageContaining("hard links").hasMessageContaining("saveAs");
    }
    assertThat(file).hasBinaryContent(old);
    assertThat(names()).containsExactly("x", "y");
  }

  @Test
  void aTimeOfModificationThatWasPutBackHidesNothing() throws IOException {
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      change(array, old, 1);
      FileStamp before = FileStamp.of(file);
      byte[] others = old.clone();
      others[OFFSET] ^= 1;
      while (FileStamp.of(file).changed().equals(before.changed())) { // The clock of the file system is coarse.
        Files.write(file, others, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, before.modified());
      }
      assertThat(FileStamp.of(file).modified()).isEqualTo(before.modified());
      assertThatThrownBy(array::commit).isInstanceOf(FileSystemException.class)
          .hasMessageContaining("put back").hasMessageContaining("saveAs");
      assertThat(file).hasBinaryContent(others);
    }
  }

  @Test
  void anInterruptDisturbsNothing() throws IOException {
    try (StoredArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      Thread.currentThread().interrupt();
      array.commit();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file).hasBinaryContent(next);
    }
  }

  @Test
  void aFailureAtAnyStepIsToldAndTheNextCommitDoesAll() throws IOException {
    boolean failed = true;
    for (int most = 0; failed; most++) {
      files.restore(Map.of("x", old));
      try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
        byte[] next = change(array, old, 1);
        AtomicInteger left = new AtomicInteger(most);
        try {
          array.commit(step -> {
            if (left.getAndDecrement() <= 0) {
              throw new IOException("No space left on device");
            }
            step.run();
          });
          failed = false;
        } catch (StorageFaultException told) {
          assertThat(told).hasMessageContaining("No space left");
          if (most < APPLY) {
            assertThat(told).hasMessageContaining("nothing was committed").hasMessageContaining("saveAs");
            assertThat(file).hasBinaryContent(old);
            assertThat(names()).containsExactly("x");
          } else {
            assertThat(told).hasMessageContaining(".x.commit").hasMessageContaining("mmap recover");
          }
        }
        next = change(array, next, 2);
        if (most % 2 == 1 && Files.exists(files.journal)) {
          // Another process is quicker, which the handle notices.
          open(file, OpenMode.READ_WRITE).close();
          assertThatThrownBy(array::commit).hasMessageContaining("changed").hasMessageContaining("saveAs");
          next = Files.readAllBytes(file);
        } else {
          array.commit();
        }
        assertThat(file).hasBinaryContent(next);
        assertThat(names()).containsExactly("x");
      }
    }
  }

  @Test
  void aFailureAfterTheCommitSaysThatTheChangesAreCommitted() throws IOException {
    try (MappedArray array = open(file, OpenMode.COPY_ON_WRITE)) {
      byte[] next = change(array, old, 1);
      Path moved = folder.resolve("moved");
      boolean[] named = {false};
      assertThatThrownBy(() -> array.commit(step -> {
        step.run();
        named[0] |= Files.exists(files.journal);
        if (named[0] && Files.notExists(files.journal) && Files.exists(file)) {
          Files.move(file, moved);
        }
      })).isInstanceOf(StorageFaultException.class).hasMessageContaining("committed and durable")
          .hasMessageNotContaining("commit again").hasMessageNotContaining("missing");
      assertThat(moved).hasBinaryContent(next);
      assertThat(names()).containsExactly("moved");
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
  void aReplacedArrayHasNothingOfAnInterruptedCommit() throws IOException {
    ArrayRef ref = ArrayRef.of(folder.resolve("y"));
    ArraySpec bytes = ArraySpec.of(DType.INT8, 10_000);
    ArrayCreator creator = ArrayStores.creator(ref).store(new BytesStore());
    creator.create(bytes, OpenMode.CREATE_NEW).close();
    try (MappedArray array =
        (MappedArray) ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.COPY_ON_WRITE)) {
      array.view().fill(7);
      AtomicInteger left = new AtomicInteger(APPLY + 1);
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
    ArrayStores.opener(ref).store(new BytesStore()).open().close();
    assertThat(ref.file()).hasBinaryContent(new byte[10_000]);
  }
}
