package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.Partition;
import org.mmaparrays.RowWriter;
import org.mmaparrays.RowWriterOpener;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Recognition;

/** The rules of durability: the promises of flushing, closing and checkpoints. */
abstract class DurabilityChapter extends WritingChapter {
  DurabilityChapter() {}

  /** DURABLE-1: after a flush, and while the array is still open, ordinary reads of the file see every change. */
  @Rule(value = "DURABLE-1", needs = Capability.WRITE)
  final void durable1_flushReachesTheFile() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> flushed;
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      Samples.fill(array.view());
      array.flush();
      flushed = contents();
      flushed.keySet().removeIf(name -> isLock(Path.of(name)));
      try (StoredArray other = opener(file).open()) {
        Indices.assertElements(other.view(), position -> Samples.value(array.spec().dtype(), position));
      }
    }
    assertThat(contents()).isEqualTo(flushed);
  }

  /** DURABLE-2: flushing an array that is open for reading is allowed, and changes nothing. */
  @Rule("DURABLE-2")
  final void durable2_flushingReadersIsHarmless() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open()) {
      array.flush();
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** DURABLE-3: flushing some rows brings these rows to the file. */
  @Rule(value = "DURABLE-3", needs = Capability.WRITE)
  final void durable3_flushOfRows() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      RowRange last = lastRow(array.spec());
      Samples.fill(array.view().rows(last));
      array.flush(last);
      try (StoredArray other = opener(file).open()) {
        Indices.assertElements(other.view().rows(last),
            position -> Samples.value(array.spec().dtype(), position));
      }
      assertThatThrownBy(() -> array.flush(new RowRange(0, last.to() + 1)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** DURABLE-4: a file cut while it is written is never flushed; the array is then read but never written again. */
  @Rule(value = "DURABLE-4", needs = Capability.WRITE)
  final void durable4_truncatedFileIsNeverFlushed() throws IOException {
    Path file = copyOf(golden());
    StoredArray array = opener(file).open(OpenMode.READ_WRITE);
    long length = Files.size(array.info().dataFile());
    resize(array.info().dataFile(), array.info().offset().orElseThrow());
    assertThatThrownBy(array::flush).isInstanceOf(StorageFaultException.class)
        .hasMessageContaining("truncated").hasMessageContaining(name(file).toString());
    resize(array.info().dataFile(), length);
    assertThatThrownBy(array::flush).isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(() -> Samples.fill(array.view())).isInstanceOf(StorageFaultException.class);
    assertThatThrownBy(array::close).isInstanceOf(StorageFaultException.class);
  }

  /** DURABLE-5: rows of a row writer are in the file when a checkpoint says so, for all to see while it goes on. */
  @Rule(value = "DURABLE-5", needs = Capability.CREATE)
  final void durable5_checkpoints() throws IOException {
    ArraySpec spec = golden().spec();
    try (RowWriter writer = writer().policy(FlushPolicy.everyWrite()).create(spec)) {
      assertThat(opener(newFile()).checkpoints()).singleElement()
          .satisfies(checkpoint -> assertThat(checkpoint.completeTo()).isZero());
      while (writer.position() < writer.rows().to()) {
        long row = writeRow(writer, spec);
        assertThat(opener(newFile()).checkpoints()).singleElement()
            .satisfies(checkpoint -> assertThat(checkpoint.completeTo()).isEqualTo(row + 1));
        try (StoredArray reader = opener(newFile()).open()) {
          assertRow(reader, row);
        }
      }
    }
    assertThat(opener(newFile()).checkpoints()).singleElement().matches(Checkpoint::isComplete);
  }

  /** DURABLE-6: a row writer goes on where the last one stopped, and the result is that of one writer alone. */
  @Rule(value = "DURABLE-6", needs = Capability.CREATE)
  final void durable6_resumes() throws IOException {
    ArraySpec spec = golden().spec();
    Path whole = newFile("whole-");
    try (RowWriter writer = ArrayStores.rowWriter(ArrayRef.of(whole)).store(store()).create(spec)) {
      while (writer.position() < writer.rows().to()) {
        writeRow(writer, spec);
      }
    }
    for (long row = 0; row < RowRange.all(spec.shape()).to(); row++) {
      try (RowWriter writer = writer().payload(() -> new byte[] {5}).resumeOrCreate(spec)) {
        assertThat(writer.position()).isEqualTo(row);
        assertThat(writer.resumedFrom().isPresent()).isEqualTo(row > 0);
        writeRow(writer, spec);
      }
    }
    try (StoredArray one = opener(whole).open(); StoredArray resumed = opener(newFile()).open()) {
      assertThat(Files.mismatch(one.info().dataFile(), resumed.info().dataFile())).isEqualTo(-1);
      assertThat(opener(newFile()).checkpoints().getFirst().payload()).containsExactly(5);
    }
  }

  /** DURABLE-7: an array that is replaced has no checkpoint of the one before. */
  @Rule(value = "DURABLE-7", needs = Capability.CREATE)
  final void durable7_replacedArraysHaveNoOldCheckpoint() throws IOException {
    ArraySpec spec = golden().spec();
    try (RowWriter writer = writer().create(spec)) {
      writeRow(writer, spec);
    }
    creator(newFile()).create(spec, OpenMode.CREATE).close();
    assertThat(opener(newFile()).checkpoints()).isEmpty();
    try (RowWriter writer = writer().replace(spec)) {
      assertThat(writer.position()).isZero();
      writeRow(writer, spec);
    }
    try (RowWriter writer = writer().replace(spec)) {
      assertThat(writer.position()).isZero();
      assertThat(writer.resumedFrom()).isEmpty();
    }
  }

  /** DURABLE-8: a file of checkpoints is not taken for an array. */
  @Rule(value = "DURABLE-8", needs = Capability.CREATE)
  final void durable8_checkpointsAreNoArrays() throws IOException {
    writer().create(golden().spec()).close();
    int found = 0;
    try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(folder, "*.checkpoint")) {
      for (Path file : checkpoints) {
        found++;
        assertThat(store().recognizes(Candidate.read(file))).isInstanceOf(Recognition.Declined.class);
      }
    }
    assertThat(found).as("files of checkpoints").isPositive();
  }

  /** DURABLE-9: a half-written array is refused by name of its rows, unless the caller allows that, opens only written rows, or a writer is at work. */
  @Rule(value = "DURABLE-9", needs = Capability.CREATE)
  final void durable9_halfWrittenArraysAreRefused() throws IOException {
    ArraySpec spec = golden().spec();
    RowRange all = RowRange.all(spec.shape());
    try (RowWriter writer = writer().create(spec)) {
      if (all.count() > 1) {
        writeRow(writer, spec);
        writer.checkpoint();
      }
      opener(newFile()).open().close();
    }
    RowRange unwritten = new RowRange(all.count() > 1 ? 1 : 0, all.to());
    for (OpenMode mode : new OpenMode[] {OpenMode.READ, OpenMode.COPY_ON_WRITE}) {
      for (ArrayOpener refused : new ArrayOpener[] {opener(newFile()),
          opener(newFile()).rows(all.to() - 1, all.to()), opener(newFile()).expect(spec)}) {
        assertThatThrownBy(() -> refused.open(mode)).isInstanceOfSatisfying(IncompleteArrayException.class,
            incomplete -> assertThat(incomplete.incompleteRows()).containsExactly(unwritten))
            .hasMessageContaining(newFile().toString()).hasMessageContaining("allowIncomplete");
      }
      try (StoredArray array = opener(newFile()).allowIncomplete().open(mode)) {
        assertThat(array.info().incompleteRows()).containsExactly(unwritten);
        assertThat(array.spec()).isEqualTo(spec);
      }
      if (all.count() > 1) {
        try (StoredArray array = opener(newFile()).rows(0, 1).open(mode)) {
          assertRow(array, 0);
        }
      }
    }
    assertThat(opener(newFile()).inspect().incompleteRows()).containsExactly(unwritten);
  }

  /** DURABLE-10: writers, parts of the array, and row writers that go on are not refused; nothing is, once all rows are written. */
  @Rule(value = "DURABLE-10", needs = Capability.CREATE)
  final void durable10_halfWrittenArraysAreWritten() throws IOException {
    ArraySpec spec = golden().spec();
    writer().create(spec).close();
    try (StoredArray array = opener(newFile()).open(OpenMode.READ_WRITE)) {
      assertThat(array.info().incompleteRows()).isNotEmpty();
    }
    List<Partition> parts;
    try (StoredArray array = opener(newFile()).allowIncomplete().open()) {
      parts = array.partitions(2);
    }
    for (Partition part : parts) {
      part.open().close();
      try (StoredArray array = part.open(OpenMode.READ_WRITE)) {
        assertThat(array.rows()).isEqualTo(part.rows());
      }
    }
    try (RowWriter writer = writer().resume()) {
      while (writer.position() < writer.rows().to()) {
        writeRow(writer, spec);
      }
    }
    try (StoredArray array = opener(newFile()).open()) {
      assertThat(array.info().incompleteRows()).isEmpty();
    }
    assertThat(opener(newFile()).inspect().incompleteRows()).isEmpty();
  }

  /** DURABLE-11: of an array without checkpoints nothing says how far it is written: going on is refused, and starts where one says. */
  @Rule(value = "DURABLE-11", needs = Capability.CREATE)
  final void durable11_finishedArraysAreNotResumed() throws IOException {
    ArraySpec spec = golden().spec();
    try (StoredArray array = create(newFile(), spec)) {
      Samples.fill(array.view());
    }
    Map<String, String> before = contents();
    for (ThrowingCallable resumed : new ThrowingCallable[] {() -> writer().resume(),
        () -> writer().resumeOrCreate(spec)}) {
      assertThatThrownBy(resumed).isInstanceOf(FileSystemException.class)
          .hasMessageContaining(newFile().toString()).hasMessageContaining("replace")
          .hasMessageContaining("startAt");
    }
    assertThat(contents()).isEqualTo(before);
    long last = RowRange.all(spec.shape()).to() - 1;
    try (RowWriter writer = writer().startAt(last).resume()) {
      assertThat(writer.position()).isEqualTo(last);
    }
    assertThat(opener(newFile()).inspect().incompleteRows()).containsExactly(new RowRange(last, last + 1));
    writer().replace(spec).close();
    assertThat(opener(newFile()).inspect().incompleteRows()).containsExactly(RowRange.all(spec.shape()));
  }

  private RowWriterOpener writer() {
    return ArrayStores.rowWriter(ArrayRef.of(newFile())).store(store());
  }

  private static RowRange lastRow(ArraySpec spec) {
    RowRange all = RowRange.all(spec.shape());
    return new RowRange(all.to() - 1, all.to());
  }

  /** Writes the next row, whose elements depend on its number. */
  private static long writeRow(RowWriter writer, ArraySpec spec) {
    long number = writer.position();
    return writer.write(row -> {
      Indices indices = new Indices(row.shape());
      for (long position = 0; position < row.shape().elementCount(); position++) {
        row.setValue(indices.at(position), Samples.value(spec.dtype(), number + position));
      }
    });
  }

  private static void assertRow(StoredArray array, long number) {
    NdArray row = array.view().rows(new RowRange(number, number + 1));
    Indices.assertElements(row, position -> Samples.value(array.spec().dtype(), number + position));
  }

  private static void resize(Path file, long length) throws IOException {
    try (RandomAccessFile resized = new RandomAccessFile(file.toFile(), "rw")) {
      resized.setLength(length);
    }
  }
}
