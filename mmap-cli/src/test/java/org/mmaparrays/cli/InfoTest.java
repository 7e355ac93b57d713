package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoTest {
  @TempDir
  private Path folder;

  private Path create(String name, String... more) {
    Path file = folder.resolve(name);
    Object[] args = new Object[more.length + 2];
    args[0] = "create";
    args[1] = file;
    System.arraycopy(more, 0, args, 2, more.length);
    Ran.mmap(args).succeeded();
    return file;
  }

  @Test
  void text() {
    Path file = create("a.dat", "--dtype", ">f4", "--shape", "600,784", "--order", "F");
    assertThat(Ran.mmap("info", file).succeeded().out()).isEqualTo(file + """

          store     raw
          dtype     float32 (>f4)
          shape     (600, 784)
          order     F
          offset    0
          bytes     1881600 (1.8 MiB)
          mapped    yes
          rows      not tracked by checkpoints
        """);
  }

  @Test
  void jsonOfOneIsAnObject() {
    Path file = create("a.dat", "--dtype", "uint8", "--shape", "3,4");
    assertThat(Ran.mmap("info", file, "--json").succeeded().json().toString()).isEqualTo(
        "{\"ref\":\"" + file
            + "\",\"store\":\"raw\",\"dtype\":\"|u1\",\"shape\":[3,4],\"order\":\"C\",\"offset\":0,"
            + "\"byteLength\":12,\"mapped\":true,\"attributes\":{},"
            + "\"complete\":null,\"incompleteRows\":[],\"checkpoints\":[],\"writers\":[]}");
  }

  @Test
  void jsonOfSeveralIsAList() {
    Path a = create("a.dat", "--dtype", "int8", "--shape", "()");
    Path b = create("b.dat", "--dtype", "complex64", "--shape", "(2,)");
    JsonNode list = Ran.mmap("info", a, "--json", b).succeeded().json();
    assertThat(list.findValues("shape").toString()).isEqualTo("[[], [2]]");
  }

  @Test
  void oneBrokenFileDoesNotHideTheOthers() {
    Path a = create("a.dat", "--dtype", "int8", "--shape", "3");
    Path missing = folder.resolve("missing.dat");
    Ran ran = Ran.mmap("info", missing, a);
    assertThat(ran.out()).startsWith(a.toString());
    assertThat(ran.err()).startsWith("mmap: " + missing + ": there is no such file").hasLineCount(1);
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void attributes() throws IOException {
    Path file = create("a.dat", "--dtype", "int8", "--shape", "3");
    Files.writeString(folder.resolve("a_meta.json"),
        "{\"dtype\": \"int8\", \"shape\": [3], \"unit\": \"\\u00b5m\", \"gain\": NaN, \"of\": [1, {\"x\": null}]}");
    Ran ran = Ran.mmap("info", file, "--json").succeeded();
    assertThat(ran.out()).contains("\\u00B5m").isASCII();
    assertThat(ran.json().path("attributes").toString())
        .isEqualTo("{\"unit\":\"µm\",\"gain\":\"NaN\",\"of\":[1,{\"x\":null}]}");
    assertThat(Ran.mmap("info", file).succeeded().out()).contains("  @unit     µm\n");
  }

  @Test
  void headerless() throws IOException {
    Path file = Files.write(folder.resolve("images.idx3-ubyte"), new byte[16 + 24]);
    Ran ran = Ran.mmap("info", "--json", file, "--dtype", "uint8", "--shape", "2,3,4", "--offset", "16",
        "--order", "f");
    JsonNode info = ran.succeeded().json();
    assertThat(info.path("offset").intValue()).isEqualTo(16);
    assertThat(info.path("order").textValue()).isEqualTo("F");
  }

  @Test
  void fileNameWithAHash() throws IOException {
    Path file = create("plain.dat", "--dtype", "int8", "--shape", "3");
    Path hash = folder.resolve("a#b.dat");
    Files.move(file, hash);
    Files.move(folder.resolve("plain_meta.json"), folder.resolve("a#b_meta.json"));
    assertThat(Ran.mmap("info", hash).succeeded().out()).startsWith(hash.toString());
  }

  @Test
  void fileNameWithAnAtSign() {
    Path file = create("@args.dat", "--dtype", "int8", "--shape", "3");
    assertThat(Ran.mmap("info", file).succeeded().out()).startsWith(file.toString());
    Ran.mmap("info", "@args.dat")
        .failed("@args.dat: there is no such file; check the path, or create the array first");
  }
}
