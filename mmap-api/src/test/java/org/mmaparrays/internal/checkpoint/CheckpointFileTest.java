package org.mmaparrays.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.RowWriterOpener;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.AnotherUser;
import org.mmaparrays.support.BytesStore;

/** The files that checkpoints are kept in: torn, damaged, foreign, gone. */
class CheckpointFileTest {
  private static final ArraySpec TEN = ArraySpec.of(DType.INT8, 10);

  @TempDir
  Path folder;

  private ArrayRef ref() {
    return ArrayRef.of(folder.resolve("x"));
  }

  private RowWriterOpener opener() {
    return ArrayStores.rowWriter(ref()).store(new BytesStore());
  }

  private static void write(RowWriter writer) {
    long row = writer.position();
    writer.write(element -> element.setByte(new long[0], (byte) (row + 1)));
  }

  private Checkpoint published() throws IOException {
    return Checkpoints.all(ArrayFileNames.of(ref()), TEN).stream().findFirst().orElseThrow();
  }

  @Test
  void checkpointsAreReadInAnyLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      opener().policy(FlushPolicy.everyWrite()).create(TEN).close();
      try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).resume()) {
        write(writer);
      }
    } finally {
      Locale.setDefault(before);
    }
    assertThat(published().completeTo()).isEqualTo(1);
  }

  @Test
  void aTornCheckpointLeavesTheOneBefore() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      write(writer);
      write(writer);
    }
    Path file = folder.resolve("x.checkpoint");
    byte[] whole = Files.readAllBytes(file);
    assertThat(published().completeTo()).isEqualTo(2);
    for (int at = 0; at < 4096; at++) {
      byte[] torn = whole.clone();
      // Checkpoints 0, 1 and 2 were written to slots 0, 1 and 0.
      System.arraycopy(new byte[4096], 0, torn, at, 4096 - at);
      Files.write(file, torn);
      assertThat(published().completeTo()).as("cut at byte " + at).isIn(1L, 2L);
    }
    Files.write(file, new byte[8192]);
    assertThatThrownBy(this::published).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("x.checkpoint");
    assertThatThrownBy(() -> opener().resume()).isInstanceOf(ArrayFormatException.class);
    Files.write(file, new byte[0]);
    assertThatThrownBy(this::published).isInstanceOf(ArrayFormatException.class);
  }

  @Test
  void everyBitOfACheckpointIsGuarded() throws IOException {
    opener().policy(FlushPolicy.everyWrite()).create(TEN).close();
    byte[] slot = Files.readAllBytes(folder.resolve("x.checkpoint"));
    for (int bit = 0; bit < 4096 * 8; bit++) {
      byte[] flipped = Arrays.copyOf(slot, 4096);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(CheckpointText.parse(flipped)).as("bit " + bit).isEmpty();
    }
  }

  @Test
  void aCheckpointOfAnotherArrayIsRefused() throws IOException {
    opener().create(TEN).close();
    Files.write(ref().file(), new byte[11]);
    assertThatThrownBy(() -> opener().resume()).isInstanceOf(SpecMismatchException.class)
        .hasMessageContaining("|i1 (11,) C").hasMessageContaining("|i1 (10,) C")
        .hasMessageContaining("x.checkpoint");
  }

  @Test
  void arraysWithoutRowWriterKeepCheckpointsToo() throws IOException {
    try (StoredArray array =
        ArrayStores.creator(ref()).store(new BytesStore()).create(TEN, OpenMode.CREATE_NEW)) {
      array.view().fill(3);
      Checkpoint checkpoint = array.checkpoint(10, new byte[] {1, 2});
      assertThat(published()).isEqualTo(checkpoint);
      assertThat(array.checkpoint(4, new byte[0]).completeTo()).isEqualTo(4);
      assertThatThrownBy(() -> array.checkpoint(11, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(published().completeTo()).isEqualTo(4);
  }

  @Test
  void aRemovedCheckpointFileIsNoticed() throws IOException {
    RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN);
    write(writer);
    Files.delete(folder.resolve("x.checkpoint"));
    assertThatThrownBy(() -> write(writer)).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("x.checkpoint was removed or replaced");
    assertThat(writer.completeTo()).isEqualTo(1);
    assertThatThrownBy(writer::close).isInstanceOf(StorageFaultException.class);
  }

  @Test
  @EnabledIf(value = "org.mmaparrays.support.AnotherUser#isPossible", disabledReason = AnotherUser.WHY_NOT)
  void anotherUsersTransitionIsEndedBeforeASeriesIsAdded() throws IOException {
    opener().policy(FlushPolicy.everyWrite()).create(TEN).close();
    Path file = folder.resolve("x.checkpoint");
    Optional<FileIdentity> gone = Optional.of(new FileIdentity(4711, FileTime.from(Instant.EPOCH)));
    for (boolean part : new boolean[] {false, true}) {
      byte[] whole = CheckpointSeries.first(TEN,
          new Checkpoint(new RowRange(0, part ? 8 : 10), 7, new byte[0], Instant.EPOCH));
      Files.delete(file);
      Files.write(file, new Transition(
          List.of(new Transition.Entry(gone, Optional.of(new byte[] {1})),
              new Transition.Entry(Optional.of(FileIdentity.of(ref().file())), Optional.of(whole))))
          .bytes());
      AnotherUser.give(ref().file());
      AnotherUser.give(file);
      assertThat(published().completeTo()).isEqualTo(7);
      try (RowWriter writer = part
          ? opener().policy(FlushPolicy.everyWrite()).rows(8, 10).startAt(8).resume()
          : opener().policy(FlushPolicy.everyWrite()).resume()) {
        assertThat(writer.position()).isEqualTo(part ? 8 : 7);
        write(writer);
      }
      assertThat(Checkpoints.all(ArrayFileNames.of(ref()), TEN)).extracting(Checkpoint::completeTo)
          .containsExactlyElementsOf(part ? List.of(7L, 9L) : List.of(8L));
      assertThat(FileAttributes.of(file).uid()).isEqualTo(AnotherUser.ID);
    }
  }

  @Test
  void aDraftHasNoCheckpoints() throws IOException {
    opener().create(TEN).close();
    ArrayCreator creator = ArrayStores.creator(ref()).store(new BytesStore());
    try (ArrayDraft draft = creator.draft(TEN, OpenMode.CREATE)) {
      assertThatThrownBy(() -> draft.array().checkpoint(10, new byte[0]))
          .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("draft");
    }
    assertThat(published().completeTo()).isZero();
  }
}
