package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The tool as a process: exit codes, streams, pipes and signals. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ProcessIT {
  @TempDir
  private static Path checkout;

  private static Path mmap;

  @TempDir
  private Path folder;

  @BeforeAll
  static void makeCheckout() throws IOException {
    mmap = Checkout.make(checkout);
  }

  private Launched mmap(Object... args) throws IOException, InterruptedException {
    Object[] command = new Object[args.length + 1];
    command[0] = mmap;
    System.arraycopy(args, 0, command, 1, args.length);
    return Launched.run(folder, Map.of(), command);
  }

  private Launched shell(String script) throws IOException, InterruptedException {
    return Launched.run(folder, Map.of("MMAP", mmap.toString()), "bash", "-c", script);
  }

  @Test
  void aFirstSession() throws Exception {
    mmap("create", "a.npy", "--dtype", "float32", "--shape", "3,2", "--fill", "1.5").succeeded();
    assertThat(mmap("cat", "a.npy").succeeded().out()).isEqualTo("1.5 1.5\n1.5 1.5\n1.5 1.5\n");
    mmap("convert", "a.npy", "b.dat", "--order", "F").succeeded();
    assertThat(mmap("info", "b.dat").succeeded().out()).startsWith("b.dat\n  store     raw\n");
    assertThat(mmap("verify", "b.dat").succeeded().out()).contains("elements  ok, 6 read");
    assertThat(mmap("stats", "b.dat", "--json").succeeded().out()).contains("\"mean\": 1.5");
  }

  @Test
  void exitCodes() throws Exception {
    Launched failed = mmap("info", "missing.npy");
    assertThat(failed.err()).startsWith("mmap: missing.npy: ").hasLineCount(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.code()).isEqualTo(1);
    Launched misused = mmap("info", "--no-such-option", "missing.npy");
    assertThat(misused.err()).isEqualTo("mmap: Unknown option: '--no-such-option'; see mmap info --help\n");
    assertThat(misused.code()).isEqualTo(2);
  }

  @Test
  void namesInAnyLanguageWithoutALocale() throws Exception {
    Map<String, String> noLocale = Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "");
    Launched.run(folder, noLocale, mmap, "create", "données ☃.npy", "--dtype", "int8", "--shape", "2")
        .succeeded();
    assertThat(Files.exists(folder.resolve("données ☃.npy"))).isTrue();
    assertThat(Launched.run(folder, noLocale, mmap, "info", "données ☃.npy").succeeded().out()).contains("☃");
  }

  @Test
  void aClosedPipeEndsQuietly() throws Exception {
    mmap("create", "long.npy", "--dtype", "int32", "--shape", "3000000").succeeded();
    for (String json : new String[] {"", "--json"}) {
      Launched head =
          shell("\"$MMAP\" cat long.npy --rows : " + json + " | head -n 1; exit ${PIPESTATUS[0]}");
      assertThat(head.succeeded().out()).hasLineCount(1);
    }
  }

  static boolean hasFullDevice() {
    return Files.exists(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void fullOutputIsAFailure() throws Exception {
    mmap("create", "a.npy", "--dtype", "int8", "--shape", "2").succeeded();
    for (String command : new String[] {"cat a.npy", "info --json a.npy", "--help"}) {
      Launched full = shell("\"$MMAP\" " + command + " > /dev/full");
      assertThat(full.err()).startsWith("mmap: standard output: ").hasLineCount(1);
      assertThat(full.code()).isEqualTo(1);
    }
  }

  @Test
  void outOfMemoryIsAFailureLikeOthers() throws Exception {
    mmap("create", "wide.npy", "--dtype", "float64", "--shape", "1000,1000000").succeeded();
    Launched stats =
        Launched.run(folder, Map.of("MMAP_JAVA_OPTS", "-Xmx16m"), mmap, "stats", "--columns", "wide.npy");
    assertThat(stats.err()).startsWith("mmap: wide.npy: out of memory: Java heap space; ").hasLineCount(1);
    assertThat(stats.code()).isEqualTo(1);
  }

  @Test
  void anInterruptedConvertLeavesNothing() throws Exception {
    mmap("create", "large.dat", "--dtype", "float64", "--shape", "20000,8000").succeeded();
    List<String> before = FolderSnapshot.names(folder);
    int code = interruptedConvert();
    for (int attempt = 0; code == 0 && attempt < 20; attempt++) { // It had ended before it was interrupted.
      Files.delete(folder.resolve("copy.npy"));
      code = interruptedConvert();
    }
    assertThat(code).isEqualTo(128 + 15);
    assertThat(Files.readString(folder.resolve("err"))).isEmpty();
    assertThat(Files.readString(folder.resolve("out"))).isEmpty();
    Files.delete(folder.resolve("out"));
    Files.delete(folder.resolve("err"));
    assertThat(FolderSnapshot.names(folder)).isEqualTo(before);
  }

  /** Interrupts a conversion as soon as it has begun to write; gives its exit code. */
  private int interruptedConvert() throws Exception {
    Process convert = Launched.start(
        folder, folder.resolve("out"), folder.resolve("err"), Map.of(),
        List.of(mmap.toString(), "convert", "large.dat", "copy.npy", "--order", "F"));
    while (convert.isAlive() && !hasDraft()) {
      Thread.sleep(5);
    }
    convert.destroy();
    return Launched.end(convert);
  }

  private boolean hasDraft() throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, ".copy.npy.new-*")) {
      return drafts.iterator().hasNext();
    }
  }

  static boolean hasPseudoTerminals() {
    return Files.isExecutable(Path.of("/usr/bin/script"));
  }

  /** Nothing that a terminal obeys goes to a file, also where the other stream is a terminal. */
  @Test
  @EnabledIf("hasPseudoTerminals")
  void redirectedOutputIsPlainText() throws Exception {
    mmap("create", "a.npy", "--dtype", "float64", "--shape", "2000,1000").succeeded();
    for (String command : new String[] {"--help", "stats --help", "--version", "", "inof", "info --jsn a.npy",
        "info missing.npy", "info a.npy", "verify a.npy", "convert a.npy b.npy --replace",
        "stats a.npy", "demo --rows 2000"}) {
      for (String streams : new String[] {"> file 2> file2", "> file", "2> file"}) {
        Files.deleteIfExists(folder.resolve("file2"));
        shell("script -q -e -c \"'$MMAP' " + command + " " + streams + "\" typescript < /dev/null");
        for (String file : new String[] {"file", "file2"}) {
          Path text = folder.resolve(file);
          assertThat(Files.exists(text) ? Files.readString(text) : "").as("%s %s", command, streams)
              .doesNotContain("\u001b", "\r");
        }
      }
    }
    assertThat(folder.resolve("typescript")).exists();
  }

  @Test
  void completionIsAValidScript() throws Exception {
    Launched complete = shell("""
        source <("$MMAP" completion)
        COMP_WORDS=(mmap in) COMP_CWORD=1 COMP_LINE='mmap in' COMP_POINT=7
        _complete_mmap
        echo "${COMPREPLY[@]}"
        """);
    assertThat(complete.succeeded().out().strip()).isEqualTo("info");
  }

  /** Tests of continuous integration run as the superuser, who may read everything: so somebody else reads here. */
  @Test
  @EnabledIf("isSuperuserWithSetpriv")
  void aFileThatMayNotBeReadIsAFailure() throws Exception {
    mmap("create", "a.npy", "--dtype", "int8", "--shape", "2").succeeded();
    Path lib = Files.createDirectories(folder.resolve("lib"));
    Path target = Path.of("target").toAbsolutePath();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target.resolve("lib"))) {
      for (Path jar : jars) {
        Files.copy(jar, lib.resolve(String.valueOf(jar.getFileName())));
      }
    }
    Path jar = Files.copy(target.resolve("mmap-cli.jar"), folder.resolve("mmap-cli.jar"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder.resolve("a.npy"), PosixFilePermissions.fromString("rw-------"));
    Launched nobody =
        Launched.run(folder, Map.of(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin", "java"), "-jar", jar, "info", "a.npy");
    assertThat(nobody.err())
        .isEqualTo("mmap: a.npy: no permission to read; check owner and mode of the file\n");
    assertThat(nobody.out()).isEmpty();
    assertThat(nobody.code()).isEqualTo(1);
  }

  static boolean isSuperuserWithSetpriv() {
    return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }
}
