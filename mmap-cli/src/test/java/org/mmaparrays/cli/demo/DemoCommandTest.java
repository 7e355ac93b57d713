package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
  @TempDir
  Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new DemoCommand().spec()).setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler((failure, line, parsed) -> {
          line.getErr().println(failure.getMessage());
          return 1;
        })
        .execute(arguments);
  }

  @Test
  void theReportIsATableAndAnAccuracy() {
    assertThat(run("--rows", "700", "--epochs", "2", "--threads", "1")).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .contains("600 images to train on, 100 held out, generated from seed 1; 1 thread over one mapping")
        .anyMatch(line -> line.matches("train +1,200 +\\d+\\.\\d\\d .*"))
        .anyMatch(line -> line.matches("accuracy on the rows held out: 0\\.\\d{4}"))
        .contains("files (removed; name a folder by --dir to keep them):");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsOneDocument() throws IOException {
    Path dir = folder.resolve("kept");
    assertThat(run("--rows", "700", "--epochs", "1", "--store", "npy", "--dir", dir.toString(), "--json"))
        .isZero();
    Map<String, String> fields = new HashMap<>();
    int documents = 0;
    try (JsonParser parser = new JsonFactory().createParser(out.toString())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue() && parser.currentName() != null) {
          fields.put(parser.currentName(), parser.getText());
        }
        documents += parser.getParsingContext().inRoot() ? 1 : 0;
      }
    }
    assertThat(documents).isEqualTo(1);
    assertThat(fields)
        .containsKeys("seconds", "rowsPerSecond", "mibPerSecond", "residentBytes", "mappedResidentBytes")
        .containsEntry("trainingRows", "600")
        .containsEntry("kept", "true");
    assertThat(Double.parseDouble(fields.getOrDefault("accuracy", ""))).isBetween(0.3, 1.0);
    assertThat(dir.resolve("features.npy")).exists();
  }

  @Test
  void nothingIsReplaced() throws IOException {
    Files.createFile(folder.resolve("thesis.txt"));
    assertThat(run("--rows", "700", "--dir", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo(
        folder + ": is not empty, and the demo replaces nothing; name a new folder\n");
    assertThat(folder.resolve("thesis.txt")).exists();
  }

  @Test
  void resuming() {
    String dir = folder.resolve("run").toString();
    assertThat(run("--rows", "700", "--epochs", "1", "--dir", dir, "--resume")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("nothing to resume in " + dir + ": starting from the beginning\n");
    out.getBuffer().setLength(0);
    assertThat(run("--rows", "700", "--epochs", "1", "--dir", dir, "--resume")).isZero();
    assertThat(out.toString()).startsWith("resumed at epoch 1 of 1\n");
    out.getBuffer().setLength(0);
    assertThat(run("--rows", "700", "--epochs", "1", "--dir", dir, "--resume", "--json")).isZero();
    assertThat(out.toString()).startsWith("{").contains("\"resumed\" : {");
    assertThat(run("--rows", "700", "--dir", dir)).isEqualTo(1);
    assertThat(err.toString()).contains("add --resume to go on with a run in it");
    assertThat(run("--rows", "700", "--epochs", "1", "--resume")).isEqualTo(2);
    assertThat(err.toString()).contains("--resume needs the --dir of the run to go on with");
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThat(run("--images", "x")).isEqualTo(2);
    assertThat(run("--rows", "69")).isEqualTo(2);
    assertThat(run("--epochs", "0")).isEqualTo(2);
    assertThat(run("--threads", "0")).isEqualTo(2);
    assertThat(run("--store", "zarr")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--images, --labels, --test-images and --test-labels go together; 1 of 4 are given")
        .contains("--rows 69 is too few, at least 70 are needed");
  }

  @Test
  void brokenImagesLeaveNothing() throws IOException {
    IdxFixture files = IdxFixture.write(folder, 200, 100);
    byte[] whole = Files.readAllBytes(files.testImages());
    Files.write(files.testImages(), java.util.Arrays.copyOf(whole, whole.length - 1));
    Path dir = folder.resolve("run");
    assertThat(
        run("--images", files.images().toString(), "--labels", files.labels().toString(), "--test-images",
            files.testImages().toString(), "--test-labels", files.testLabels().toString(), "--dir",
            dir.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).isEqualTo(files.testImages() + ": at byte 78415: found the end of the data;"
        + " expected 1 bytes more at least, for 100 rows; fetch the file again\n");
    assertThat(dir).doesNotExist();
  }

  @Test
  void whatDoesNotFitTheHeapIsLeftOutWithTheReason() {
    assertThat(HeapFeatureStage.impediment(1000, 100 << 20, 256 << 20)).isEmpty();
    assertThat(HeapFeatureStage.impediment(1_000_000, 200 << 20, 256 << 20)).hasValue(
        "it needs 2.9 GiB of heap, and of the JVM's 256.0 MiB there are 200.0 MiB free");
  }

  @Test
  void residentMemoryIsAsTheKernelSays() {
    assertThat(ResidentMemory.parse("Name:\tjava\nVmRSS:\t   1024 kB\nRssFile:\t     512 kB\n"))
        .hasValue(new ResidentMemory(1 << 20, 1 << 19));
    assertThat(ResidentMemory.parse("Name:\tjava\n")).isEqualTo(Optional.empty());
  }
}
