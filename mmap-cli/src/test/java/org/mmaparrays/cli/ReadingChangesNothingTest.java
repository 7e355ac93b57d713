package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command that reads, over every state that a crash or another user can leave in a folder: names, permissions, owners, inodes,
 * times and contents of the folder and of those beside it are the same before and after.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "compares POSIX attributes")
@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init") // set before each test
class ReadingChangesNothingTest {
  private static final List<String> COMMANDS = List.of("info", "ls", "verify", "stats", "cat");

  @TempDir
  private Path temporary;

  private Path folder;
  private Path neighbour;
  private Path elsewhere;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temporary.resolve("arrays"));
    neighbour = Files.createDirectory(temporary.resolve("neighbour"));
    elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(folder.resolve("Makefile"), "all:\n");
    Files.writeString(neighbour.resolve("a.dat"), "a file of the same name");
  }

  private static void create(Path file, int rows, String fill) {
    Ran.mmap("create", file, "--dtype", "float32", "--shape", rows + ",3", "--fill", fill, "--replace")
        .succeeded();
  }

  /** Runs every command with and without {@code --json}; returns what each did. */
  private List<Ran> runAll(Path file) throws IOException {
    Map<String, String> before = FolderSnapshot.stateOf(folder, neighbour);
    List<Ran> all = new ArrayList<>();
    for (String command : COMMANDS) {
      for (boolean json : new boolean[] {false, true}) {
        Ran ran = json ? Ran.mmap(command, file, "--json") : Ran.mmap(command, file);
        assertThat(FolderSnapshot.stateOf(folder, neighbour)).as("after %s, json %s: %s", command, json, ran)
            .isEqualTo(before);
        assertThat(ran.code()).as("%s", ran).isBetween(0, 1);
        assertThat(ran.out() + ran.err()).as("%s", ran).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        all.add(ran);
      }
    }
    Ran ls = Ran.mmap("ls", folder);
    assertThat(ls.code()).as("%s", ls).isBetween(0, 1);
    assertThat(FolderSnapshot.stateOf(folder, neighbour)).as("after ls of the folder").isEqualTo(before);
    return all;
  }

  private void assertAllSucceed(Path file) throws IOException {
    assertThat(runAll(file)).allSatisfy(ran -> assertThat(ran.code()).as("%s", ran).isZero());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dat", "a.npy"})
  void finishedArrays(String name) throws IOException {
    Path file = folder.resolve(name);
    create(file, 4, "1");
    assertAllSucceed(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    assertAllSucceed(file);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dat", "a.npy"})
  void writersThatDied(String name) throws Exception {
    Path file = folder.resolve(name);
    create(file, 4, "1");
    DyingWriter.run(file, 0);
    runAll(file);
    Path half = folder.resolve("half-" + name);
    create(half, 4, "1");
    assertThat(DyingWriter.run(half, 2, "0", "4")).isPositive();
    assertThat(FolderSnapshot.names(folder)).contains("half-" + name + ".checkpoint");
    assertThat(runAll(half)).anySatisfy(ran -> assertThat(ran.out() + ran.err()).contains("2:4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dat", "a.npy"})
  void unfinishedFiles(String name) throws IOException {
    Path file = folder.resolve(name);
    create(file, 4, "1");
    Path staging = Files.createDirectory(folder.resolve("." + name + ".new-4711"));
    Files.writeString(staging.resolve(name), "unfinished");
    Files.writeString(folder.resolve("." + name + ".new-4712"), "unfinished");
    Files.writeString(folder.resolve("." + name + ".commit-new"), "unfinished");
    Path earlier = Files.createDirectory(folder.resolve("." + name + ".publish"));
    Files.writeString(earlier.resolve("Makefile"), "stolen:\n");
    Path first = Files.createDirectories(earlier.resolve(".publication").resolve("first"));
    Files.createSymbolicLink(first.resolve("leak"), neighbour.resolve("a.dat"));
    Files.createSymbolicLink(earlier.resolve(".publication").resolve("replaced"), neighbour);
    assertAllSucceed(file);
  }

  /** The steps of a replacement of one row by two rows: the sidecar in transition, then the data, then the sidecar. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void replacements(int steps) throws IOException {
    Path file = folder.resolve("a.dat");
    Path sidecar = folder.resolve("a_meta.json");
    Path next = elsewhere.resolve("a.dat");
    create(file, 1, "1");
    create(next, 2, "2");
    byte[] nextSidecar = Files.readAllBytes(elsewhere.resolve("a_meta.json"));
    if (steps > 0) {
      Files.write(sidecar, transition(file, Files.readAllBytes(sidecar), next, nextSidecar));
    }
    if (steps > 1) {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    if (steps > 2) {
      Files.write(sidecar, nextSidecar);
    }
    assertAllSucceed(file);
    assertThat(Ran.mmap("cat", file).succeeded().out()).hasLineCount(steps > 1 ? 2 : 1)
        .contains(steps > 1 ? "2" : "1");
    if (steps == 1 || steps == 2) {
      Path copied = folder.resolve("copied.dat");
      Files.copy(file, copied);
      Files.copy(sidecar, folder.resolve("copied_meta.json"));
      assertThat(runAll(copied)).allSatisfy(ran -> {
        assertThat(ran.out() + ran.err()).contains("mmap recover " + copied);
      });
    }
    Files.delete(file);
    assertThat(runAll(file)).allSatisfy(ran -> assertThat(ran.code()).isEqualTo(1));
  }

  private static byte[] transition(Path before, byte[] old, Path after, byte[] next) throws IOException {
    String lines =
        "mmap-arrays transition 1\nnote written by a test\n" + entry(before, old) + entry(after, next);
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    contents.writeBytes(old);
    contents.writeBytes(next);
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.US_ASCII));
    crc.update(contents.toByteArray());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        (lines + "crc32c " + HexFormat.of().toHexDigits(crc.getValue(), 8) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(contents.toByteArray());
    return all.toByteArray();
  }

  private static String entry(Path data, byte[] content) throws IOException {
    return "entry inode " + Files.getAttribute(data, "unix:ino") + " born "
        + ((FileTime) Files.getAttribute(data, "unix:creationTime")).toInstant() + " bytes " + content.length
        + "\n";
  }

  static List<List<String>> hostile() {
    List<List<String>> all = new ArrayList<>();
    for (String name : List.of("a.dat.checkpoint", ".a.dat.lock", ".a.dat.commit", "a_meta.json")) {
      for (String kind : List.of("empty", "garbage", "escapes", "huge", "link", "dangling", "device", "pipe",
          "folder")) {
        all.add(List.of(name, kind));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileFiles(List<String> what) throws Exception {
    Path file = folder.resolve("a.dat");
    create(file, 4, "1");
    Path place = folder.resolve(what.get(0));
    Path target = neighbour.resolve(what.get(0));
    Files.writeString(target, "secret");
    Files.deleteIfExists(place);
    switch (what.get(1)) {
      case "empty" -> Files.createFile(place);
      case "garbage" -> Files.write(place, new byte[5000]);
      case "escapes" ->
        Files.writeString(place, "mmap-arrays \u001b[2J\u0007\n\u001b]0;owned\u0007\n".repeat(200));
      case "huge" -> {
        try (RandomAccessFile huge = new RandomAccessFile(place.toFile(), "rw")) {
          huge.setLength(1L << 40);
        }
      }
      case "link" -> Files.createSymbolicLink(place, target);
      case "dangling" -> Files.createSymbolicLink(place, neighbour.resolve("nothing"));
      case "device" -> Files.createSymbolicLink(place, Path.of("/dev/zero"));
      case "pipe" ->
        assumeTrue(new ProcessBuilder("mkfifo", place.toString()).start().waitFor() == 0, "needs mkfifo");
      default -> Files.createFile(Files.createDirectory(place).resolve("mine"));
    }
    for (Ran ran : runAll(file)) {
      // A sidecar may be a link: it belongs to the format, and errors quote it.
      if (!place.endsWith("a_meta.json")) {
        assertThat(ran.out() + ran.err()).as("%s", ran).doesNotContain("secret");
      }
      if (ran.code() != 0) {
        assertThat(ran.out() + ran.err()).as("%s", ran).contains(folder.toString());
      }
    }
  }

  @Test
  void namesThatControlATerminal() throws IOException {
    Path file = folder.resolve("a\u001b[2J\n.dat");
    create(file, 4, "1");
    Files.writeString(folder.resolve(file.getFileName() + ".checkpoint"), "\u001b[2J");
    Files.writeString(folder.resolve("\u001b]0;owned\u0007.npy"), "no array");
    runAll(file);
    Ran ls = Ran.mmap("ls", folder);
    assertThat(ls.out() + ls.err()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
  }
}
