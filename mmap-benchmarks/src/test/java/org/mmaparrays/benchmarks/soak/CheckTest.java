package org.mmaparrays.benchmarks.soak;

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
import org.mmaparrays.MemoryOrder;

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
    Verdict verdict = promise.check(folder, PATTERN, List.of(Kill.KILLED));
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
