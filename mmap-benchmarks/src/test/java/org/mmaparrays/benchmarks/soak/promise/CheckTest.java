package org.mmaparrays.benchmarks.soak.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.process.FolderState;
import org.mmaparrays.benchmarks.soak.report.SoakReport;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;

/** A check that cannot fail proves nothing: what is lost on purpose is found, and counted. */
final class CheckTest {
  private static final Pattern PATTERN = new Pattern(7);
  private static final RowsPromise ROWS = new RowsPromise(Format.NPY, MemoryOrder.C, Rhythm.EVERY_7_ROWS, 1);

  @TempDir
  private Path folder;

  private List<String> work(Promise promise) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    promise.work(folder, PATTERN, new Acknowledgements(said));
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everythingThereIsNothingLost() throws Exception {
    Verdict verdict = ROWS.check(folder, PATTERN, work(ROWS));
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.acknowledged()).isEqualTo(Rhythm.EVERY_7_ROWS.rows());
    assertThat(verdict.lost()).isZero();
    assertThat(verdict.finished()).isTrue();
  }

  /** As when a child is killed while it starts. */
  @ParameterizedTest
  @MethodSource("promises")
  void nothingPromisedNothingLost(Promise promise) throws Exception {
    Verdict verdict = promise.check(folder, PATTERN, List.of(Acknowledgements.KILLED));
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.acknowledged()).isZero();
    assertThat(verdict.lost()).isZero();
  }

  static List<Promise> promises() {
    return Stream.concat(Promises.ofRows().stream(), Promises.ofArrays().stream()).toList();
  }

  @Test
  void oneChangedByteIsOneLostRow() throws Exception {
    List<String> said = work(ROWS);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("rows.npy").toFile(), "rw")) {
      file.seek(file.length() - 1);
      int last = file.read();
      file.seek(file.length() - 1);
      file.write(last + 1);
    }
    Verdict verdict = ROWS.check(folder, PATTERN, said);
    assertThat(verdict.lost()).isOne();
    assertThat(verdict.violations()).anyMatch(text -> text.contains("row 1499"))
        .anyMatch(text -> text.contains("differs from an uninterrupted run"));
  }

  @Test
  void rowsBeyondTheCheckpointAreLost() throws Exception {
    List<String> said = new ArrayList<>(work(ROWS));
    Files.delete(folder.resolve("rows.npy.checkpoint"));
    Verdict verdict = ROWS.check(folder, PATTERN, said);
    assertThat(verdict.lost()).isEqualTo(Rhythm.EVERY_7_ROWS.rows());
  }

  @Test
  void aMissingFileIsLostRows() throws Exception {
    List<String> said = work(ROWS);
    Files.delete(folder.resolve("rows.npy"));
    assertThat(ROWS.check(folder, PATTERN, said).lost()).isEqualTo(Rhythm.EVERY_7_ROWS.rows());
  }

  @Test
  void readingThatChangesTheFolderIsAViolation() throws Exception {
    List<String> said = work(ROWS);
    FolderState before = FolderState.of(folder);
    assertThat(before.differences(FolderState.of(folder))).isEmpty();
    Path checkpoint = folder.resolve("rows.npy.checkpoint");
    byte[] content = Files.readAllBytes(checkpoint);
    Files.delete(checkpoint);
    Files.write(checkpoint, content);
    assertThat(before.differences(FolderState.of(folder)))
        .anyMatch(text -> text.startsWith("rows.npy.checkpoint was "));
    Files.createFile(folder.resolve("another"));
    assertThat(before.differences(FolderState.of(folder)))
        .anyMatch(text -> text.startsWith("another was absent"));
    assertThat(said).isNotEmpty();
  }

  /** The two generations have the same length, so that the wrong description fits. */
  @Test
  void aDescriptionOfAnotherGenerationIsAMixture() throws Exception {
    ReplacePromise promise = new ReplacePromise(Format.RAW, false);
    promise.begin(folder, PATTERN);
    byte[] old = Files.readAllBytes(folder.resolve("current_meta.json"));
    assertThat(promise.goOn(folder, PATTERN, List.of()).violations()).isEmpty();
    List<String> said = List.of("replaced 1");
    assertThat(promise.read(folder, PATTERN, said).isKept()).isTrue();
    Files.write(folder.resolve("current_meta.json"), old);
    assertThat(promise.read(folder, PATTERN, said).lost()).isEqualTo(ReplacePromise.ROWS);
    try (StoredArray array = ArrayStores.open(promise.ref(folder), OpenMode.READ)) {
      assertThat(ReplacePromise.mixture(array, PATTERN)).isPresent();
    }
  }

  @Test
  void aReportFailsIfARowIsLostOrAControlLosesNone() {
    SoakReport lost = new SoakReport(1);
    lost.tally("kill", "rows").add(new Verdict(10, 1, List.of("lost: row 3"), true), "cycle 0");
    assertThat(lost.isGood()).isFalse();
    assertThat(lost.markdown()).contains("**FAILED**", "| rows lost | 1 |", "lost: row 3 [cycle 0]");

    SoakReport blind = new SoakReport(1);
    blind.control("power cut", "control").add(new Verdict(10, 0, List.of(), true), "cycle 0");
    assertThat(blind.isGood()).isFalse();

    SoakReport good = new SoakReport(1);
    good.tally("kill", "rows").add(new Verdict(10, 0, List.of(), true), "cycle 0");
    good.control("power cut", "control").add(new Verdict(10, 4, List.of("lost: row 6"), true), "cycle 0");
    assertThat(good.isGood()).isTrue();
  }
}
