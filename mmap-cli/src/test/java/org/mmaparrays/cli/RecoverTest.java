package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.OpenMode;

class RecoverTest {
  @TempDir
  private Path folder;

  private Path create(String name) {
    Path file = folder.resolve(name);
    Ran.mmap("create", file, "--dtype", "float32", "--shape", "3,2", "--fill", "1").succeeded();
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dat", "a.npy", "a.h5"})
  void nothingToRecover(String name) {
    Path file = create(name);
    Map<String, String> before = FolderSnapshot.of(folder);
    assertThat(Ran.mmap("recover", file).succeeded().out()).isEqualTo(file + ": nothing to recover\n");
    JsonNode json = Ran.mmap("recover", file, "--json").succeeded().json();
    assertThat(json.toString()).isEqualTo("{\"ref\":\"" + file + "\",\"actions\":[]}");
    assertThat(FolderSnapshot.of(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dat", "a.npy"})
  void eachChangeIsALine(String name) throws Exception {
    Path file = create(name);
    byte[] content = Files.readAllBytes(file);
    DyingWriter.replace(file);
    Ran ran = Ran.mmap("recover", file).succeeded();
    assertThat(ran.out()).isNotEmpty().doesNotContain("nothing to recover");
    assertThat(ran.out().lines()).allMatch(line -> line.startsWith(folder + "/") && line.contains(": "));
    assertThat(Ran.mmap("recover", file).succeeded().out()).isEqualTo(file + ": nothing to recover\n");
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    DyingWriter.replace(file);
    JsonNode actions = Ran.mmap("recover", file, "--json").succeeded().json().path("actions");
    assertThat(actions).isNotEmpty().allSatisfy(action -> {
      assertThat(action.path("file").textValue()).startsWith(folder.toString());
      assertThat(action.path("done").textValue()).isNotEmpty();
    });
  }

  @Test
  void refusedWhileAWriterIsAtWork() throws IOException {
    Path file = create("a.npy");
    try (StoredArray array = ArrayStores.open(file, OpenMode.READ_WRITE)) {
      assertThat(array.shape().rank()).isEqualTo(2);
      Ran.mmap("recover", file).failed(file, "is being written by pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void refusedWhereThereIsNothing() {
    Path missing = folder.resolve("missing").resolve("a.npy");
    Ran.mmap("recover", missing).failed(missing, "does not exist");
    Ran.mmap("recover", folder).failed(folder, "is a folder");
  }

  @Test
  void misused() {
    Ran.mmap("recover").misused("Missing required parameter: 'REF'; see mmap recover --help");
    Ran ran = Ran.mmap("recover", "a.npy", "--as", "newer");
    assertThat(ran.err()).startsWith("mmap: --as: ").hasLineCount(1).contains("newer");
    assertThat(ran.code()).isEqualTo(2);
  }
}
