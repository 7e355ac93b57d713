package org.mmaparrays.benchmarks.soak.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.benchmarks.soak.promise.CommitPromise;
import org.mmaparrays.benchmarks.soak.promise.CreatePromise;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Promise;
import org.mmaparrays.benchmarks.soak.promise.ReplacePromise;
import org.mmaparrays.benchmarks.soak.promise.Rhythm;
import org.mmaparrays.benchmarks.soak.promise.RowsPromise;
import org.mmaparrays.benchmarks.soak.report.Leftovers;
import org.mmaparrays.benchmarks.soak.report.ReadersTally;
import org.mmaparrays.benchmarks.soak.report.Tally;
import org.mmaparrays.model.MemoryOrder;

/** A few cycles of what the soak does hundreds of times: processes killed in the middle of their work lose nothing. */
final class KillTest {
  /** A seed by whose choices some child of each test lives long enough to be promised something. */
  private static final long SEED = 20260132;

  @TempDir
  private Path folder;

  private void killed(Promise promise, int cycles) throws Exception {
    Tally tally = new Tally("kill", promise.name());
    Tally inRecovery = new Tally("kill in recovery", promise.name());
    new Kill(folder.resolve("work"), SEED, new Leftovers()).run(promise, cycles, tally, inRecovery);
    assertThat(tally.violations()).isEmpty();
    assertThat(inRecovery.violations()).isEmpty();
    assertThat(inRecovery.lost()).isZero();
    assertThat(tally.lost()).isZero();
    assertThat(tally.survived()).isGreaterThanOrEqualTo(cycles);
    assertThat(tally.completed()).as("runs that came to their end").isPositive();
    assertThat(tally.acknowledged()).isPositive();
  }

  @Test
  void rowsWrittenOneByOne() throws Exception {
    killed(new RowsPromise(Format.NPY, MemoryOrder.C, Rhythm.EVERY_WRITE, 1), 3);
  }

  @Test
  void rowsOfSeveralThreads() throws Exception {
    killed(new RowsPromise(Format.RAW, MemoryOrder.C, Rhythm.EVERY_WRITE, 4), 2);
  }

  @Test
  void rowsByNumberAndTimeInColumnMajorOrder() throws Exception {
    killed(new RowsPromise(Format.NPY, MemoryOrder.F, Rhythm.EVERY_50_ROWS_OR_2_MS, 1), 3);
  }

  @Test
  void readersBesideKilledReplacers() throws Exception {
    ReadersTally tally = new ReadersTally("the owner's", "replace");
    new KilledBesideReaders(folder.resolve("work"), SEED).run(new ReplacePromise(Format.RAW, true),
        KilledBesideReaders.User.OWNER, 4, tally);
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.isGood()).isTrue();
  }

  @Test
  void creationAndReplacementAndCommit() throws Exception {
    for (Promise promise : List.of(new CreatePromise(Format.RAW), new ReplacePromise(Format.RAW, true),
        new CommitPromise(Format.NPY, MemoryOrder.C))) {
      killed(promise, 2);
    }
  }
}
