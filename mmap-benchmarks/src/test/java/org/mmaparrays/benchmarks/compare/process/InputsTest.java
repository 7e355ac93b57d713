package org.mmaparrays.benchmarks.compare.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.SideRun;

class InputsTest {
  @TempDir
  private Path folder;

  @Test
  void inputsAreTheSameEveryTime() throws Exception {
    Plan plan = plan("raw");
    Path file = plan.data().file();
    assertThat(new Inputs(plan).array(plan.data())).isZero();
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(1 << 20);
    Files.delete(file);
    new Inputs(plan).array(plan.data());
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void whatIsSpoiltOrHalfMadeIsMadeAgain() throws Exception {
    Plan plan = plan("npy");
    Path file = plan.data().file();
    assertThat(new Inputs(plan).array(plan.data())).isPositive();
    byte[] bytes = Files.readAllBytes(file);
    byte[] spoilt = bytes.clone();
    spoilt[bytes.length - 1] ^= 64;
    Files.write(file, spoilt);
    new Inputs(plan).array(plan.data());
    assertThat(file).hasBinaryContent(bytes);
    Files.write(file, new byte[0]);
    new Inputs(plan).array(plan.data());
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void orderHasEveryRowOnce() throws IOException {
    Plan plan = plan("raw");
    new Inputs(plan).index(plan.order());
    SideRun run = new SideRun("", List.of("index=" + plan.order()));
    long[] order = run.index();
    long[] sorted = order.clone();
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(LongStream.range(0, plan.data().rows()).toArray()).isNotEqualTo(order);
  }

  private Plan plan(String store) {
    return new Plan(folder, folder, "python3", store, 1 << 20, 1, 1, 0);
  }
}
