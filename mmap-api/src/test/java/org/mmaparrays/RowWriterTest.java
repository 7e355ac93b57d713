package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.checkpoint.CheckpointText;
import org.mmaparrays.internal.checkpoint.Checkpoints;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.locking.LockHolder;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;
import org.mmaparrays.support.ChildJvm;

/** Rows, policies, checkpoints; the store's files are vectors of bytes, so that a row is one byte. */
class RowWriterTest {
  private static final ArraySpec TEN = ArraySpec.of(DType.INT8, 10);

  @TempDir
  Path folder;

  private final ManualClock clock = new ManualClock();

  /** Time that passes only when told. */
  private static final class ManualClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void pass(Duration time) {
      now = now.plus(time);
    }
  }

  private ArrayRef ref() {
    return ArrayRef.of(folder.resolve("x"));
  }

  private RowWriterOpener opener() {
    return ArrayStores.rowWriter(ref()).store(new BytesStore()).clock(clock);
  }

  private static long write(RowWriter writer) {
    long row = writer.position();
    return writer.write(element -> element.setByte(new long[0], (byte) (row + 1)));
  }

  private Checkpoint published() throws IOException {
    return Checkpoints.all(ArrayFileNames.of(ref()), TEN).stream().findFirst().orElseThrow();
  }

  @Test
  void everyWriteIsDurableWhenItReturns() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      assertThat(published().completeTo()).isZero();
      for (int row = 0; row < 10; row++) {
        assertThat(write(writer)).isEqualTo(row);
        assertThat(writer.completeTo()).isEqualTo(row + 1);
        assertThat(published().completeTo()).isEqualTo(row + 1);
      }
      assertThat(published().isComplete()).isTrue();
      assertThatThrownBy(() -> write(writer)).isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("1 more rows after row 10").hasMessageContaining("0:10");
    }
    assertThat(Files.readAllBytes(ref().file())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void everyNRows() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyRows(4)).create(TEN)) {
      List<Long> complete = new ArrayList<>();
      for (int row = 0; row < 10; row++) {
        write(writer);
        complete.add(writer.completeTo());
      }
      assertThat(complete).containsExactly(0L, 0L, 0L, 4L, 4L, 4L, 4L, 8L, 8L, 8L);
    }
    assertThat(published().completeTo()).isEqualTo(10);
  }

  @Test
  void everyDurationByTheGivenClock() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.every(Duration.ofHours(1))).create(TEN)) {
      clock.pass(Duration.ofHours(2));
      write(writer);
      assertThat(writer.completeTo()).as("no row has been at risk for an hour").isZero();
      clock.pass(Duration.ofMinutes(59));
      write(writer);
      assertThat(writer.completeTo()).isZero();
      clock.pass(Duration.ofMinutes(1));
      write(writer);
      assertThat(writer.completeTo()).isEqualTo(3);
      write(writer);
      clock.pass(Duration.ofHours(-5));
      write(writer);
      assertThat(writer.completeTo()).as("a clock set back puts nothing off").isEqualTo(5);
    }
  }

  @Test
  void everyDurationAlsoWhenNobodyWrites() throws Exception {
    try (RowWriter writer =
        opener().clock(InstantSource.system()).policy(FlushPolicy.every(Duration.ofMillis(20)))
            .create(TEN)) {
      for (int row = 1; row <= 3; row++) {
        write(writer);
        while (writer.completeTo() < row) {
          Thread.sleep(1);
        }
      }
    }
  }

  @Test
  void policiesCombine() throws IOException {
    FlushPolicy policy = FlushPolicy.everyRows(3).or(FlushPolicy.every(Duration.ofHours(1)));
    assertThat(policy).isEqualTo(FlushPolicy.every(Duration.ofHours(1)).or(FlushPolicy.everyRows(3)))
        .hasToString("every 3 rows or every PT1H");
    try (RowWriter writer = opener().policy(policy).create(TEN)) {
      write(writer);
      write(writer);
      assertThat(writer.completeTo()).isZero();
      write(writer);
      assertThat(writer.completeTo()).isEqualTo(3);
      write(writer);
      clock.pass(Duration.ofHours(1));
      write(writer);
      assertThat(writer.completeTo()).isEqualTo(5);
    }
    assertThat(FlushPolicy.manual().or(FlushPolicy.onClose())).isEqualTo(FlushPolicy.onClose());
    assertThatThrownBy(() -> FlushPolicy.everyRows(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FlushPolicy.every(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onCloseAndManual() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.onClose()).create(TEN)) {
      write(writer);
      clock.pass(Duration.ofDays(1));
      write(writer);
      assertThat(writer.completeTo()).isZero();
    }
    assertThat(published().completeTo()).isEqualTo(2);
    try (RowWriter writer = opener().policy(FlushPolicy.manual()).resume()) {
      assertThat(writer.position()).isEqualTo(2);
      write(writer);
      assertThat(writer.checkpoint().completeTo()).isEqualTo(3);
      write(writer);
    }
    assertThat(published().completeTo()).isEqualTo(3);
  }

  @Test
  void resumingGoesOnAfterTheLastCheckpoint() throws IOException {
    try (RowWriter writer = opener().payload(() -> new byte[] {42}).resumeOrCreate(TEN)) {
      assertThat(writer.resumedFrom()).isEmpty();
      write(writer);
      write(writer);
    }
    try (RowWriter writer = opener().resumeOrCreate(TEN)) {
      assertThat(writer.position()).isEqualTo(2);
      assertThat(writer.resumedFrom()).hasValueSatisfying(from -> {
        assertThat(from.completeTo()).isEqualTo(2);
        assertThat(from.payload()).containsExactly(42);
        assertThat(from.time()).isEqualTo(clock.instant());
      });
      assertThat(writer.checkpoint().payload()).as("of the rows that it belongs to").containsExactly(42);
      writer.writeRows(8, rows -> rows.fill(7));
      assertThat(writer.position()).isEqualTo(10);
    }
    assertThat(Files.readAllBytes(ref().file())).containsExactly(1, 2, 7, 7, 7, 7, 7, 7, 7, 7);
    try (RowWriter writer = opener().resumeOrCreate(TEN)) {
      assertThat(writer.position()).isEqualTo(10);
    }
    assertThatThrownBy(() -> opener().create(TEN)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> opener().resumeOrCreate(ArraySpec.of(DType.INT8, 11)))
        .isInstanceOf(SpecMismatchException.class);
    try (RowWriter writer = opener().replace(TEN)) {
      assertThat(writer.position()).isZero();
      assertThat(writer.resumedFrom()).isEmpty();
    }
  }

  @Test
  void aRowThatCannotBeFilledIsNotWritten() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      assertThatThrownBy(() -> writer.write(row -> {
        throw new IllegalArgumentException("no data");
      })).hasMessage("no data");
      assertThat(writer.position()).isZero();
      assertThatThrownBy(() -> writer.write(row -> write(writer))).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("writes no other");
      write(writer);
      assertThat(writer.completeTo()).isEqualTo(1);
    }
  }

  @Test
  void payloadsBelongToTheirRowsAndHaveALimit() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      Checkpoint checkpoint = writer.checkpoint("epoch 3".getBytes(StandardCharsets.UTF_8));
      assertThat(checkpoint.payload()).asString(StandardCharsets.UTF_8).isEqualTo("epoch 3");
      assertThat(published()).isEqualTo(checkpoint);
      assertThat(writer.checkpoint(new byte[Checkpoint.MAX_PAYLOAD]).payload())
          .hasSize(Checkpoint.MAX_PAYLOAD);
      assertThatThrownBy(() -> writer.checkpoint(new byte[Checkpoint.MAX_PAYLOAD + 1]))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2049 bytes");
    }
    try (RowWriter writer = opener().payload(() -> new byte[3000]).resume()) {
      assertThatThrownBy(() -> write(writer)).isInstanceOf(IllegalArgumentException.class);
      assertThat(writer.position()).isZero();
    }
  }

  @Test
  void aPayloadIsThatOfItsWriteWhateverBecomesOfTheSuppliersArray() throws IOException {
    byte[] state = {1};
    try (RowWriter writer = opener().policy(FlushPolicy.manual()).payload(() -> state).create(TEN)) {
      write(writer);
      state[0] = 2;
      assertThat(writer.checkpoint().payload()).containsExactly(1);
    }
  }

  @Test
  void whoCannotResumeDoesNotSpeakForTheDead() throws Exception {
    opener().create(TEN).close();
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "hold", ref().file().toString())) {
      child.read();
      child.kill();
    }
    assertThatThrownBy(() -> opener().rows(0, 5).resume()).isInstanceOf(SpecMismatchException.class);
    assertThat(ArrayStores.writers(ref())).hasSize(1);
    opener().resume().close();
    assertThat(ArrayStores.writers(ref())).isEmpty();
  }

  @Test
  void storesAreChosenByName() {
    assertThatThrownBy(() -> opener().store("none of this name")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of this name");
  }

  @Test
  void noRowsAreNothingToWrite() throws IOException {
    try (RowWriter writer = opener().create(TEN)) {
      assertThat(writer.writeRows(0, rows -> {
        throw new AssertionError("called");
      })).isZero();
    }
  }

  @Test
  void afterAFaultNothingMoreIsClaimed() throws IOException {
    RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN);
    write(writer);
    write(writer);
    try (RandomAccessFile other = new RandomAccessFile(ref().file().toFile(), "rw")) {
      other.setLength(1);
      assertThatThrownBy(() -> write(writer)).isInstanceOf(StorageFaultException.class);
      other.setLength(10);
    }
    assertThatThrownBy(() -> write(writer)).isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(() -> writer.writeRows(100, rows -> {}))
        .as("which says more than that rows are lacking")
        .isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(writer::checkpoint).isInstanceOf(StorageFaultException.class);
    assertThat(writer.completeTo()).isEqualTo(2);
    assertThatThrownBy(writer::close).isInstanceOf(StorageFaultException.class);
    assertThat(published().completeTo()).isEqualTo(2);
  }

  @Test
  void threadsShareTheFlushesAndEachRowIsDurableWhenItsWriteReturns() throws Exception {
    ArraySpec spec = ArraySpec.of(DType.INT8, 400);
    ConcurrentSkipListSet<Long> written = new ConcurrentSkipListSet<>();
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(spec);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      CountDownLatch together = new CountDownLatch(8);
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        all.add(threads.submit(() -> {
          together.countDown();
          together.await();
          for (int i = 0; i < 50; i++) {
            long row = writer.write(element -> element.setByte(new long[0], (byte) 1));
            assertThat(writer.completeTo()).isGreaterThan(row);
            written.add(row);
          }
          return null;
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(written).hasSize(400);
    assertThat(Files.readAllBytes(ref().file())).containsOnly(1);
  }

  @Test
  void anInterruptLosesNothing() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      Thread.currentThread().interrupt();
      write(writer);
      write(writer);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(published().completeTo()).isEqualTo(2);
    }
  }

  @Test
  void aClosedWriterIsClosed() throws IOException {
    RowWriter writer = opener().create(TEN);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> write(writer)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::checkpoint).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::flushOnExit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writersOfDisjointRowsWorkAtOnceAndResumeEachItsOwn() throws IOException {
    ArrayStores.creator(ref()).store(new BytesStore()).create(TEN, OpenMode.CREATE_NEW).close();
    FlushPolicy policy = FlushPolicy.everyWrite();
    try (RowWriter first = opener().rows(0, 4).startAt(0).policy(policy).resume();
        RowWriter second = opener().rows(4, 10).startAt(4).policy(policy).resume()) {
      assertThat(write(second)).isEqualTo(4);
      assertThat(write(first)).isZero();
      assertThat(write(second)).isEqualTo(5);
      assertThatThrownBy(() -> opener().rows(9, 10).resume()).isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> first.writeRows(4, rows -> rows.fill(9)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(ArrayStores.opener(ref()).store(new BytesStore()).checkpoints())
          .extracting(Checkpoint::rows, Checkpoint::completeTo)
          .containsExactly(tuple(new RowRange(0, 4), 1L), tuple(new RowRange(4, 10), 6L));
    }
    assertThat(Files.readAllBytes(ref().file())).containsExactly(1, 0, 0, 0, 5, 6, 0, 0, 0, 0);
    try (RowWriter again = opener().rows(4, 10).resume()) {
      assertThat(again.position()).isEqualTo(6);
    }
    assertThatThrownBy(() -> opener().resume()).isInstanceOf(SpecMismatchException.class)
        .hasMessageContaining("rows 0:4").hasMessageContaining("remove this file");
    assertThatThrownBy(() -> opener().rows(0, 5).resume()).isInstanceOf(SpecMismatchException.class);
    assertThatThrownBy(() -> opener().rows(0, 5).create(TEN)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anArrayWithoutCheckpointIsNotOverwrittenUnasked() throws IOException {
    ArrayStores.creator(ref()).store(new BytesStore()).create(TEN, OpenMode.CREATE_NEW).close();
    Files.write(ref().file(), new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
    for (ThrowingCallable resuming : List.<ThrowingCallable>of(() -> opener().resume(),
        () -> opener().resumeOrCreate(TEN), () -> opener().rows(3, 5).resume())) {
      assertThatThrownBy(resuming).isInstanceOf(FileSystemException.class)
          .hasMessageStartingWith(ref().file() + ": has no checkpoint").hasMessageContaining("replace")
          .hasMessageContaining("startAt(");
    }
    assertThat(folder.resolve("x.checkpoint")).doesNotExist();
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).startAt(7).resume()) {
      assertThat(writer.position()).isEqualTo(7);
      write(writer);
    }
    assertThat(Files.readAllBytes(ref().file())).containsExactly(9, 9, 9, 9, 9, 9, 9, 8, 9, 9);
    try (RowWriter writer = opener().startAt(0).resume()) {
      assertThat(writer.position()).as("a checkpoint goes before").isEqualTo(8);
    }
    assertThatThrownBy(() -> opener().startAt(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> opener().rows(0, 0).startAt(11).resume())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void halfWrittenArraysAreNotReadAsWholeOnes() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN)) {
      write(writer);
      write(writer);
      ArrayOpener reader = ArrayStores.opener(ref()).store(new BytesStore());
      try (StoredArray soFar = reader.open()) {
        assertThat(soFar.info().incompleteRows()).containsExactly(new RowRange(2, 10));
      }
    }
    ArrayOpener reader = ArrayStores.opener(ref()).store(new BytesStore());
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> reader.open(mode)).isInstanceOfSatisfying(IncompleteArrayException.class,
          incomplete -> assertThat(incomplete.incompleteRows()).containsExactly(new RowRange(2, 10)))
          .hasMessageContaining("allowIncomplete");
      assertThatThrownBy(() -> reader.rows(1, 3).open(mode)).isInstanceOf(IncompleteArrayException.class);
      reader.rows(0, 2).open(mode).close();
      reader.allowIncomplete().open(mode).close();
    }
    assertThat(reader.inspect().incompleteRows()).containsExactly(new RowRange(2, 10));
    try (StoredArray writable = reader.open(OpenMode.READ_WRITE)) {
      assertThat(writable.partitions(2).getLast().open().shape().dim(0)).isEqualTo(5);
    }
    try (RowWriter writer = opener().resume()) {
      writer.writeRows(8, rows -> rows.fill(3));
    }
    reader.open().close();
    assertThat(reader.inspect().incompleteRows()).isEmpty();
  }

  @Test
  void rowsSinceTheLastCheckpointAreSummed() throws IOException {
    try (RowWriter writer = opener().policy(FlushPolicy.manual()).create(TEN)) {
      write(writer);
      writer.checkpoint();
      write(writer);
      write(writer);
      writer.checkpoint();
    }
    byte[] file = Files.readAllBytes(folder.resolve("x.checkpoint"));
    CRC32C crc = new CRC32C();
    crc.update(new byte[] {2, 3});
    assertThat(CheckpointSeries.parse(file)).singleElement()
        .satisfies(series -> assertThat(series.newest().sum())
            .hasValue(new CheckpointText.RowSum(new RowRange(1, 3), (int) crc.getValue())));
  }

  @Test
  void whatFillsARowDoesNotCloseTheWriter() throws IOException {
    RowWriter writer = opener().policy(FlushPolicy.everyWrite()).create(TEN);
    assertThatThrownBy(() -> writer.write(row -> writer.close())).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not close");
    write(writer);
    assertThat(writer.completeTo()).isEqualTo(1);
    writer.close();
  }
}
