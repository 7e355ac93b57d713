package org.mmaparrays.internal.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.CommitSteps;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.locking.LockScope;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.support.SlotStore;

/**
 * What is found after an array was added to a file, or replaced in it, and the power failed between any two steps: the old
 * array with its checkpoint, or the new one with its own, and all others as they were.
 */
class StagedMemberTest {
  private static final SlotStore STORE = new SlotStore();
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT8, 10);

  @TempDir
  Path temporary;

  private int folders;
  private Path folder;
  private Path file;

  /** The power fails before a step, and after it nothing happens any more. */
  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectory(temporary.resolve("w" + folders++));
    file = folder.resolve("x.slot");
  }

  private ArrayRef ref(String member) {
    return ArrayRef.of(file, member);
  }

  private ArrayCreator creator(String member) {
    return ArrayStores.creator(ref(member)).store(STORE);
  }

  private ArrayOpener opener(String member) {
    return ArrayStores.opener(ref(member)).store(STORE);
  }

  private void create(String member, int value) throws IOException {
    try (StoredArray array = creator(member).create(SPEC, OpenMode.CREATE)) {
      array.view().fill(value);
    }
  }

  private int value(String member) throws IOException {
    try (StoredArray array = opener(member).allowIncomplete().open()) {
      return array.view().getByte(9);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] checkpoint(int completeTo) {
    return CheckpointSeries.first(SPEC,
        new Checkpoint(new RowRange(0, 10), completeTo, new byte[0], Instant.EPOCH));
  }

  /** Publishes one more array in place of another of the name, with as many steps as are given; whether these were enough. */
  private boolean replace(int steps) throws IOException {
    int[] left = {steps};
    WriterLock lock = WriterLock.claim(ref("a"), LockScope.adding());
    StagedMember member = StagedMember.stage(ref("a"), SPEC, OpenMode.CREATE, STORE, Space.SPARSE);
    Mapping mapping = Mapping.of(ref("a"), member.storage(), OpenMode.READ_WRITE);
    mapping.memory().fill((byte) 2);
    mapping.close();
    member.addCheckpoint(checkpoint(5));
    try {
      member.publish(lock, step -> {
        if (left[0]-- <= 0) {
          throw new PowerCut();
        }
        step.run();
      }).close();
      return true;
    } catch (PowerCut cut) {
      lock.abandon();
      return false;
    }
  }

  @Test
  void whereverThePowerFailsItIsTheOldArrayOrTheNewOne() throws IOException {
    boolean sawOld = false;
    boolean sawNew = false;
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      make();
      create("other", 7);
      try (RowWriter writer = ArrayStores.rowWriter(ref("a")).store(STORE).create(SPEC)) {
        writer.writeRows(10, rows -> rows.fill(1));
      }
      done = replace(steps);
      int found = value("a");
      assertThat(found).isIn(1, 2);
      sawOld |= found == 1;
      sawNew |= found == 2;
      assertThat(opener("a").checkpoints()).singleElement()
          .satisfies(last -> assertThat(last.completeTo()).isEqualTo(found == 1 ? 10 : 5));
      assertThat(value("other")).isEqualTo(7);
      // The next one is not disturbed by what is left.
      create("more", 3);
      assertThat(List.of(value("a"), value("more"), value("other"))).containsExactly(found, 3, 7);
      assertThat(opener("more").checkpoints()).isEmpty();
    }
    assertThat(sawOld && sawNew).isTrue();
    assertThat(files()).hasSize(2);
  }

  @Test
  void whoDiedWhileFillingADraftLeavesNothingThatIsFound() throws IOException {
    create("a", 1);
    long length = Files.size(file);
    WriterLock lock = WriterLock.claim(ref("b"), LockScope.adding());
    StagedMember dead = StagedMember.stage(ref("b"), SPEC, OpenMode.CREATE, STORE, Space.SPARSE);
    dead.addCheckpoint(checkpoint(5));
    lock.abandon();
    assertThat(Files.size(file)).isGreaterThan(length);
    assertThat(value("a")).isEqualTo(1);
    create("c", 3);
    assertThat(Files.size(file)).isEqualTo(length + SPEC.byteSize());
    assertThat(List.of(value("a"), value("c"))).containsExactly(1, 3);
    assertThat(files()).containsExactly("x.slot");
  }

  @Test
  void whatAWriterOfAnotherArrayHasAtWorkIsLeftAlone() throws IOException {
    create("data", 1); // The array that the store lists.
    byte[] before = Files.readAllBytes(file);
    Path checkpoint = folder.resolve(".x.slot.new-1234"); // As CheckpointFile.make has it for a moment.
    boolean[] drafted = {false};
    try (StoredArray array = opener("data").open(OpenMode.COPY_ON_WRITE)) {
      array.view().fill(5);
      CommitSteps.commit(array, step -> {
        if (!drafted[0] && Files.exists(folder.resolve(".x.slot@512.commit"))) {
          drafted[0] = true;
          byte[] journal = Files.readAllBytes(folder.resolve(".x.slot@512.commit"));
          Files.createFile(checkpoint);
          try (ArrayDraft draft = creator("b").draft(SPEC, OpenMode.CREATE_NEW)) {
            draft.publish();
          }
          assertThat(folder.resolve(".x.slot@512.commit")).hasBinaryContent(journal);
          assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 512, 522))
              .as("nothing of the commit is in the file yet").isEqualTo(Arrays.copyOfRange(before, 512, 522));
          assertThat(checkpoint).exists();
        }
        step.run();
      });
    }
    assertThat(drafted[0]).isTrue();
    assertThat(List.of(value("data"), value("b"))).containsExactly(5, 0);
    // The next writer that has the whole file for itself removes it.
    assertThat(opener("data").recover().actions()).extracting(Recovery.Action::file)
        .containsExactly(checkpoint);
    assertThat(files()).containsExactly("x.slot");
  }

  @Test
  void whatAnotherProgramHasChangedMeanwhileIsNotLost() throws IOException {
    create("a", 1);
    byte[] theirs;
    try (ArrayDraft draft = creator("b").draft(SPEC, OpenMode.CREATE_NEW)) {
      theirs = Files.readAllBytes(file);
      theirs[100] = '\n';
      Files.write(file, theirs);
      assertThatThrownBy(draft::publish).isInstanceOf(FileSystemException.class)
          .hasMessageContaining("changed by another program");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(theirs);
  }

  @Test
  void whatDoesNotReadBackIsTakenBack() throws IOException {
    create("a", 1);
    byte[] before = Files.readAllBytes(file);
    ArraySpec unlike = ArraySpec.of(DType.UINT8, 10);
    assertThatThrownBy(() -> creator("b").create(unlike, OpenMode.CREATE_NEW))
        .isInstanceOf(SpecMismatchException.class);
    assertThatThrownBy(() -> creator("a").create(unlike, OpenMode.CREATE))
        .isInstanceOf(SpecMismatchException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(files()).containsExactly("x.slot");
  }

  @Test
  void aSparseFileStaysSparseWhenAnArrayWithRoomIsAdded() throws Exception {
    creator("a").space(Space.SPARSE).create(ArraySpec.of(DType.INT8, 1L << 40), OpenMode.CREATE_NEW).close();
    creator("b").space(Space.RESERVED).create(SPEC, OpenMode.CREATE_NEW).close();
    Object blocks = Files.getAttribute(file, "unix:size");
    assertThat((long) blocks).isEqualTo(512 + (1L << 40) + 10);
    assertThat(value("b")).isZero();
  }
}
