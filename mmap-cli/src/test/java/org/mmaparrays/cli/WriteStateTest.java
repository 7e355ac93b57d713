package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.RowWriterOpener;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** What {@code info} and {@code verify} say of arrays that are written row after row. */
@SuppressWarnings("NullAway.Init") // set before each test
class WriteStateTest {
  private static final int ROWS = 60;

  @TempDir
  private Path folder;

  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = folder.resolve("a.npy");
    ArrayStores.create(file, ArraySpec.of(DType.FLOAT32, ROWS, 3)).close();
  }

  private RowWriterOpener writer() {
    return ArrayStores.rowWriter(ArrayRef.of(file)).startAt(0).payload(() -> new byte[] {1, 2, 3});
  }

  private RowWriterOpener writer(int from, int to) {
    return writer().rows(from, to).startAt(from);
  }

  private static void write(RowWriterOpener opener, int rows) throws IOException {
    try (RowWriter writer = opener.resume()) {
      writer.writeRows(rows, filled -> filled.fill(1f));
    }
  }

  private JsonNode json(String command) {
    return Ran.mmap(command, file, "--json").json();
  }

  @Test
  void withoutCheckpointsNothingIsKnown() {
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("  rows      not tracked by checkpoints\n")
        .doesNotContain("writer");
    assertThat(Ran.mmap("verify", file).succeeded().out()).contains("  rows      not tracked");
    for (String command : new String[] {"info", "verify"}) {
      assertThat(json(command).path("complete").isNull()).isTrue();
      assertThat(json(command).path("checkpoints").toString()).isEqualTo("[]");
      assertThat(json(command).path("writers").toString()).isEqualTo("[]");
    }
  }

  @Test
  void complete() throws IOException {
    write(writer(), ROWS);
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("  rows      complete\n")
        .containsPattern("  checkpoint rows 0:60 of 0:60 complete at 2\\S+Z, payload 3 bytes\n");
    Ran.mmap("verify", file).succeeded();
    JsonNode info = json("info");
    assertThat(info.path("complete").booleanValue()).isTrue();
    assertThat(info.path("incompleteRows").toString()).isEqualTo("[]");
    assertThat(info.path("checkpoints").toString()).matches(
        "\\[\\{\"rows\":\\[0,60],\"completeTo\":60,\"complete\":true,\"time\":\"2\\S+Z\",\"payloadBytes\":3}]");
    assertThat(json("verify").path("checkpoints")).isEqualTo(info.path("checkpoints"));
  }

  @Test
  void incompleteAndNobodyWrites() throws IOException {
    write(writer(), 12);
    assertThat(Ran.mmap("info", file).succeeded().out())
        .contains("  rows      incomplete: rows 12:60 are not written\n");
    Ran ran = Ran.mmap("verify", file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("  elements  ok, 180 read", "  rows      incomplete: rows 12:60");
    assertThat(ran.err()).isEqualTo("mmap: " + file + ": incomplete: rows 12:60 are not written, and no"
        + " writer is at work on them; go on with ArrayStores.rowWriter(ref).resume(), or remove a.npy.checkpoint if the"
        + " rows are known to be good\n");
    JsonNode verified = json("verify");
    assertThat(verified.path("ok").booleanValue()).isFalse();
    assertThat(verified.path("readable").booleanValue()).isTrue();
    assertThat(verified.path("complete").booleanValue()).isFalse();
    assertThat(verified.path("incompleteRows").toString()).isEqualTo("[[12,60]]");
    assertThat(verified.path("fault").textValue()).isEqualTo(ran.err().strip().replace("mmap: ", ""));
    Files.delete(folder.resolve("a.npy.checkpoint"));
    Ran.mmap("verify", file).succeeded();
  }

  @Test
  void incompleteWhileSomebodyWrites() throws IOException {
    try (RowWriter writer = writer().resume()) {
      writer.writeRows(12, filled -> filled.fill(1f));
      writer.checkpoint();
      long pid = ProcessHandle.current().pid();
      assertThat(Ran.mmap("verify", file).succeeded().out())
          .contains("incomplete: rows 12:60 are not written")
          .containsPattern("\n  writer    pid " + pid + " on \\S+ since \\S+Z, all rows\n");
      JsonNode verified = json("verify");
      assertThat(verified.path("ok").booleanValue()).isTrue();
      assertThat(verified.path("complete").booleanValue()).isFalse();
      JsonNode holder = json("info").path("writers").path(0);
      assertThat(holder.path("pid").longValue()).isEqualTo(pid);
      assertThat(holder.path("host").textValue()).isNotEmpty();
      assertThat(holder.path("since").textValue()).endsWith("Z");
      assertThat(holder.path("rows").toString()).isEqualTo("[0,60]");
      assertThat(holder.path("alive").booleanValue()).isTrue();
    }
  }

  @Test
  void whatALiveWriterDoesNotWriteIsStillAFinding() throws IOException {
    write(writer(0, 20), 20);
    write(writer(20, 30), 5);
    try (RowWriter writer = writer(30, 60).resume()) {
      assertThat(json("info").path("incompleteRows").toString()).isEqualTo("[[25,60]]");
      assertThat(Ran.mmap("verify", file).err()).contains(": incomplete: rows 25:30 are not written",
          "remove its .checkpoint files");
      writer.writeRows(30, filled -> filled.fill(1f));
    }
    write(writer(20, 30), 5);
    assertThat(json("info").path("complete").booleanValue()).isTrue();
    assertThat(json("info").path("checkpoints")).hasSize(3);
  }

  @Test
  void rowsThatNoWriterDeclaredAreNotWritten() throws IOException {
    write(writer(10, 20), 10);
    assertThat(Ran.mmap("info", file).out()).contains("incomplete: rows 0:10, 20:60 are not written");
  }

  @Test
  void aWriterThatDiedIsNamed() throws Exception {
    long pid = DyingWriter.run(file, 12);
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("incomplete: rows 12:60 are not written\n")
        .containsPattern("  writer    pid " + pid + " on \\S+ since \\S+Z, all rows \\(has died\\)\n");
    assertThat(json("info").path("writers").path(0).path("alive").booleanValue()).isFalse();
    Ran ran = Ran.mmap("verify", file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).hasLineCount(1)
        .contains("rows 12:60 are not written, and their writer was pid " + pid + " on ",
            "(has died); go on with");
    write(writer(), ROWS - 12);
    assertThat(Ran.mmap("verify", file).succeeded().out()).contains("  rows      complete\n")
        .doesNotContain("writer");
  }

  @Test
  void whoDiedHavingWrittenOtherRowsIsNotBlamed() throws Exception {
    write(writer(0, 20), 5);
    DyingWriter.run(file, 40, "20", "60");
    assertThat(Ran.mmap("verify", file).err())
        .contains("rows 5:20 are not written, and no writer is at work on them");
  }

  @Test
  void incompleteRowsAreCopiedOnlyIfAllowed() throws IOException {
    write(writer(), 12);
    Path copy = folder.resolve("copy.npy");
    Ran.mmap("convert", file, copy).failed(file + ": rows 12:60 are not written, and no writer is at work;"
        + " let it go on, or add --allow-incomplete to copy them as zeros");
    assertThat(copy).doesNotExist();
    Ran allowed = Ran.mmap("convert", file, copy, "--allow-incomplete");
    assertThat(allowed.code()).isZero();
    assertThat(allowed.err()).isEqualTo("mmap: " + file + ": rows 12:60 are not written; they are zeros in "
        + copy + ", where nothing tells so\n");
    write(writer(), ROWS - 12);
    assertThat(Ran.mmap("convert", file, copy, "--replace").succeeded().err()).isEmpty();
  }

  @Test
  void incompleteRowsAreCopiedWhileTheirWriterIsAtWork() throws IOException {
    try (RowWriter writer = writer().resume()) {
      writer.writeRows(12, filled -> filled.fill(1f));
      writer.checkpoint();
      Path copy = folder.resolve("copy.npy");
      assertThat(Ran.mmap("convert", file, copy).err()).hasLineCount(1)
          .contains(": rows 12:60 are not written; they are zeros in " + copy);
      assertThat(copy).exists();
      writer.writeRows(ROWS - 12, filled -> filled.fill(1f));
    }
  }

  @Test
  void catPrintsIncompleteRowsAndSaysSo() throws IOException {
    write(writer(), 12);
    String warning = "mmap: " + file + ": rows 12:60 are not written; they read as zeros\n";
    Ran all = Ran.mmap("cat", file, "--rows", "11:13");
    assertThat(all.code()).isZero();
    assertThat(all.out()).isEqualTo("1.0 1.0 1.0\n0.0 0.0 0.0\n");
    assertThat(all.err()).isEqualTo(warning);
    Ran json = Ran.mmap("cat", file, "--rows", "11:13", "--json");
    assertThat(json.code()).isZero();
    assertThat(json.err()).isEqualTo(warning);
    assertThat(json.json().path("incompleteRows").toString()).isEqualTo("[[12,60]]");
    assertThat(json.json().path("rows").toString()).isEqualTo("[[1,1,1],[0,0,0]]");
    assertThat(Ran.mmap("cat", file, "--rows", "0:12", "--json").succeeded().json().has("incompleteRows"))
        .isFalse();
  }

  @Test
  void statsOfIncompleteRowsSaySo() throws IOException {
    write(writer(), 12);
    String warning = "mmap: " + file + ": rows 12:60 are not written; they read as zeros\n";
    for (String columns : new String[] {"--debug", "--columns"}) {
      Ran text = Ran.mmap("stats", file, columns);
      assertThat(text.code()).isZero();
      assertThat(text.err()).isEqualTo(warning);
      Ran json = Ran.mmap("stats", file, columns, "--json");
      assertThat(json.code()).isZero();
      assertThat(json.err()).isEqualTo(warning);
      assertThat(json.json().path("incompleteRows").toString()).isEqualTo("[[12,60]]");
    }
    write(writer(), ROWS - 12);
    assertThat(Ran.mmap("stats", file, "--json").succeeded().json().has("incompleteRows")).isFalse();
  }

  @Test
  void manyIncompleteRangesAreCounted() throws IOException {
    for (int from = 0; from < ROWS; from += 6) {
      write(writer(from, from + 6), 1);
    }
    assertThat(Ran.mmap("cat", file).err()).startsWith("mmap: " + file
        + ": rows 1:6, 7:12 are not written; they read as zeros\n");
    assertThat(Ran.mmap("stats", file).err()).isEqualTo("mmap: " + file
        + ": rows 1:6, 7:12, 13:18, 19:24, 25:30 and 5 more ranges are not written; they read as zeros\n");
  }

  @Test
  void anArrayThatIsWrittenIsNotReplaced() throws IOException {
    Path other = folder.resolve("b.npy");
    ArrayStores.create(other, ArraySpec.of(DType.FLOAT32, 2)).close();
    try (RowWriter writer = writer().resume()) {
      for (Ran ran : List.of(Ran.mmap("create", file, "--dtype", "u1", "--shape", "3", "--replace"),
          Ran.mmap("convert", other, file, "--replace"))) {
        ran.failed(file, "is being written by pid " + ProcessHandle.current().pid(),
            "all rows; wait until it is closed, or end that process");
      }
      writer.writeRows(ROWS, filled -> filled.fill(1f));
    }
    assertThat(json("verify").path("complete").booleanValue()).isTrue();
  }

  @Test
  void aWriterThatDiedWithoutCheckpointsIsAFinding() throws Exception {
    DyingWriter.run(file, 0);
    Ran ran = Ran.mmap("verify", file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).startsWith("mmap: " + file + ": a writer died, pid ").hasLineCount(1)
        .contains(
            "no checkpoint says which rows it had written; check them, then open the array for writing");
    assertThat(json("verify").path("ok").booleanValue()).isFalse();
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("(has died)");
    ArrayStores.open(file, OpenMode.READ_WRITE).close();
    Ran.mmap("verify", file).succeeded();
  }

  @Test
  void aDamagedCheckpointIsAFinding() throws IOException {
    write(writer(), ROWS);
    Path checkpoint = folder.resolve("a.npy.checkpoint");
    Files.write(checkpoint, new byte[8192]);
    for (String command : new String[] {"info", "verify", "cat", "stats"}) {
      Ran.mmap(command, file).failed(checkpoint, "found no whole checkpoint");
    }
    JsonNode verified = json("verify");
    assertThat(verified.path("ok").booleanValue()).isFalse();
    assertThat(verified.path("fault").textValue()).contains("no whole checkpoint");
  }

  @Test
  void aCheckpointOfAnotherArrayIsAFinding() throws IOException {
    write(writer(), ROWS);
    Path other = folder.resolve("b.npy");
    ArrayStores.create(other, ArraySpec.of(DType.INT8, ROWS, 3)).close();
    Path foreign = Files.copy(folder.resolve("a.npy.checkpoint"), folder.resolve("b.npy.checkpoint"));
    Ran.mmap("verify", other).failed(foreign, "one of <f4 (60, 3) C");
  }

  @Test
  void aReplacementThatDiedIsNoFinding() throws Exception {
    DyingWriter.replace(file);
    assertThat(Ran.mmap("info", file).succeeded().out()).doesNotContain("writer");
    Ran.mmap("verify", file).succeeded();
    write(writer(), ROWS);
    DyingWriter.replace(file);
    assertThat(Ran.mmap("verify", file).succeeded().out()).contains("  rows      complete\n");
  }
}
