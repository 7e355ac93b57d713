package org.mmaparrays.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command from its arguments to its tables; what this machine lacks is said in them, and not skipped. */
class BenchTest {
  @TempDir
  private Path folder;

  private String printed = "";

  private int bench(String... arguments) {
    PrintStream out = System.out;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      return new CommandLine(new Bench()).execute(arguments);
    } finally {
      System.setOut(out);
      printed = caught.toString(StandardCharsets.UTF_8);
    }
  }

  private int small(String... more) {
    return bench(Stream.concat(Stream.of("--size", "8MiB", "--rounds", "2", "--passes", "1", "--warm-up", "0",
        "--dir", folder.toString()), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void allSidesAgree() throws IOException {
    Path json = folder.resolve("bench.json");
    assertThat(small("--only", "W2,W2 cold,W4,W8 take", "--json", json.toString())).as(printed).isZero();
    assertThat(printed).contains("## Targets", "## W2: ", "| ours |", "| C |", "| NumPy float64 |")
        .doesNotContain("WRONG");
    assertThat(json).content().contains("\"good\" : true", "\"id\" : \"W4\"");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("inputs stay, work folders go").noneMatch(file -> file.getFileName().toString()
          .startsWith("run-"));
    }
  }

  @Test
  void missingNumPyIsSaidInItsPlace() {
    assertThat(small("--only", "W9 sum", "--no-cold", "--python", "/no/python")).as(printed).isZero();
    assertThat(printed).contains("| NumPy float64 | no NumPy: ");
  }

  @Test
  void unknownWorkloadsAreWrongUsage() {
    assertThat(bench("--only", "W77", "--dir", folder.toString())).isEqualTo(2);
    assertThat(bench("--size", "many", "--dir", folder.toString())).isEqualTo(2);
  }

  @Test
  void workloadsAreListed() {
    assertThat(bench("--list", "--dir", folder.toString())).isZero();
    assertThat(printed).contains("W1 ", "W2 cold", "W11");
  }
}
