package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;

/** The launcher in a checkout of its own, whose folder has a blank, with a stand-in for mvn that only takes notes. */
@SuppressWarnings("NullAway.Init") // set before each test
class LauncherIT {
  @TempDir
  private Path folder;

  private Path checkout;
  private Path mmap;
  private Path target;
  private Path log;
  private Map<String, String> environment;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = folder.resolve("a checkout");
    target = Checkout.target(checkout);
    Files.createDirectories(checkout.resolve("mmap-api/src/main/java"));
    source("Old.java");
    mmap = Checkout.make(checkout);
    log = folder.resolve("mvn.log");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path mvn = Files.writeString(bin.resolve("mvn"), """
        #!/bin/sh
        echo "$(pwd): $*" >> '%s'
        [ -e '%s' ] && exit 1
        cp '%s' mmap-cli/target/quick/mmap-cli.jar
        """.formatted(log, folder.resolve("broken"), Path.of("target/mmap-cli.jar").toAbsolutePath()));
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    environment = Map.of("PATH", bin + ":" + System.getenv("PATH"));
  }

  private Path source(String name) throws IOException {
    return Files.writeString(checkout.resolve("mmap-api/src/main/java").resolve(name), "");
  }

  private Launched launch(Object... command) throws IOException, InterruptedException {
    return Launched.run(folder, environment, command);
  }

  private List<String> builds() throws IOException {
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private Path cache() throws IOException {
    try (Stream<Path> files = Files.walk(target)) {
      return files.filter(file -> file.toString().endsWith(".aot")).findFirst().orElseThrow();
    }
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    assertThat(launch(mmap, "stores").succeeded().out()).contains("raw: ");
    launch(mmap, "stores").succeeded();
    assertThat(builds()).isEmpty();
    assertThat(cache()).isNotEmptyFile();
  }

  /** A class that the JVM makes at run time, such as that of a switch over types, costs a short command a millisecond. */
  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.dat"})
  void infoLoadsEveryClassFromTheCache(String name) throws Exception {
    launch(mmap, "create", name, "--dtype", "f4", "--shape", "100,8").succeeded();
    launch(mmap, "info", name).succeeded();
    Path loaded = folder.resolve("loaded.log");
    environment = new HashMap<>(environment);
    environment.put("MMAP_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
    launch(mmap, "info", name).succeeded();
    assertThat(Files.readAllLines(loaded)).hasSizeGreaterThan(1000)
        .allSatisfy(line -> assertThat(line).contains("source: shared objects file"));
  }

  @Test
  void runsFromAnywhereAndThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), mmap);
    Path relative = Files.createSymbolicLink(folder.resolve("bin/mmap"), Path.of("../link"));
    Files.createDirectory(folder.resolve("elsewhere"));
    for (Object command : new Object[] {mmap, link, relative, "mmap"}) {
      assertThat(Launched
          .run(folder.resolve("elsewhere"), environment, "sh", "-c", "\"$0\" \"$@\"", command, "stores")
          .succeeded().out()).contains("raw: ");
    }
    assertThat(Launched.run(checkout, environment, "sh", "mmap", "stores").succeeded().out())
        .contains("raw: ");
  }

  @Test
  void buildsWhatIsMissing() throws Exception {
    Files.delete(target.resolve("mmap-cli.jar"));
    Launched first = launch(mmap, "stores");
    assertThat(first.err()).isEqualTo("mmap: building, which takes a minute the first time\n");
    assertThat(first.out()).contains("raw: ");
    assertThat(builds())
        .containsExactly(checkout + ": -B -q -Dstyle.color=never -Pquick package -pl mmap-cli -am");
    launch(mmap, "stores").succeeded();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void helpAndVersionNeedNoBuild() throws Exception {
    Files.delete(target.resolve("mmap-cli.jar"));
    environment = Map.of("MMAP_JAVA_HOME", folder.resolve("no jdk").toString());
    for (String help : new String[] {"--help", "-h", "help"}) {
      assertThat(launch(mmap, help).succeeded().out()).isEqualTo(Ran.mmap(help).out());
    }
    for (String version : new String[] {"--version", "-V"}) {
      assertThat(launch(mmap, version).succeeded().out())
          .isEqualTo(Ran.mmap(version).out().replaceFirst(" \\(.*", " (not built)"));
    }
    Launched noCommand = launch(mmap);
    assertThat(noCommand.err()).isEqualTo(Ran.mmap().err());
    assertThat(noCommand.code()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch(mmap, "stores").succeeded();
    source("New.java");
    assertThat(launch(mmap, "stores").err()).startsWith("mmap: building");
    launch(mmap, "stores").succeeded();
    assertThat(builds()).hasSize(1);
    Files.delete(checkout.resolve("mmap-api/src/main/java/Old.java"));
    assertThat(launch(mmap, "stores").err()).startsWith("mmap: building");
    launch(mmap, "stores").succeeded();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aFailedBuildIsSaidAndTriedAgain() throws Exception {
    Path broken = Files.createFile(folder.resolve("broken"));
    source("New.java");
    for (int i = 0; i < 2; i++) {
      Launched failed = launch(mmap, "stores");
      assertThat(failed.err()).endsWith("mmap: the build failed, as said above\n");
      assertThat(failed.out()).isEmpty();
      assertThat(failed.code()).isEqualTo(69);
    }
    Files.delete(broken);
    assertThat(launch(mmap, "stores").code()).isZero();
  }

  @Test
  void severalFirstRunsAtOnceBuildOnce() throws Exception {
    Files.delete(target.resolve("mmap-cli.jar"));
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(Launched.start(folder, folder.resolve("out" + i), folder.resolve("err" + i), environment,
          List.of(mmap.toString(), "stores")));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(Launched.end(runs.get(i))).isZero();
      assertThat(folder.resolve("out" + i)).content().contains("raw: ");
    }
    assertThat(builds()).hasSize(1);
    assertThat(FolderSnapshot.names(target)).noneMatch(name -> name.contains(".conf"));
    assertThat(checkout.resolve("target")).isEmptyDirectory();
  }

  @Test
  void aBrokenCacheIsNotNoticed() throws Exception {
    launch(mmap, "stores").succeeded();
    Path cache = cache();
    byte[] good = Files.readAllBytes(cache);
    for (byte[] bad : new byte[][] {{}, {1, 2, 3}, Arrays.copyOf(good, good.length / 2),
        new byte[good.length]}) {
      Files.write(cache, bad);
      assertThat(launch(mmap, "stores").succeeded().out()).contains("raw: ");
    }
  }

  @Test
  void aCacheOfAnotherJarIsNotNoticed() throws Exception {
    launch(mmap, "stores").succeeded();
    Files.setLastModifiedTime(target.resolve("mmap-cli.jar"),
        FileTime.from(Instant.now().minusSeconds(1000)));
    Files.setLastModifiedTime(checkout.resolve("pom.xml"),
        FileTime.from(Instant.now().minusSeconds(2000)));
    Files.setLastModifiedTime(checkout.resolve("mmap-api/src/main/java"),
        FileTime.from(Instant.now().minusSeconds(2000)));
    Files.setLastModifiedTime(checkout.resolve("mmap-api/src/main"),
        FileTime.from(Instant.now().minusSeconds(2000)));
    Files.setLastModifiedTime(source("Old.java"), FileTime.from(Instant.now().minusSeconds(2000)));
    assertThat(launch(mmap, "stores").succeeded().out()).contains("raw: ");
    assertThat(builds()).isEmpty();
  }

  @Test
  void withoutAJdkItSaysSo() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("no jdk"));
    Launched none = Launched.run(folder, Map.of("MMAP_JAVA_HOME", empty.toString()), mmap, "stores");
    assertThat(none.err()).isEqualTo("mmap: MMAP_JAVA_HOME, " + empty
        + ", is no JDK of 25 or newer; correct it, or unset it to search for one\n");
    assertThat(none.code()).isEqualTo(69);
    Files.createDirectory(empty.resolve("bin"));
    assertThat(Files.createFile(empty.resolve("bin/java")).toFile().setExecutable(true)).isTrue();
    Files.writeString(empty.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"24.0.2\"\n");
    assertThat(Launched.run(folder, Map.of("MMAP_JAVA_HOME", empty.toString()), mmap, "stores").code())
        .isEqualTo(69);
  }

  @Test
  void findsAJdkByItself() throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Map<String, String> javaHome = Map.of("MMAP_JAVA_HOME", "", "JAVA_HOME", home.toString());
    Launched.run(folder, javaHome, mmap, "stores").succeeded();
    Path link = Files.createSymbolicLink(folder.resolve("bin/java"), home.resolve("bin/java"));
    Map<String, String> onPath =
        Map.of("MMAP_JAVA_HOME", "", "JAVA_HOME", "", "PATH", link.getParent() + ":" + System.getenv("PATH"));
    Launched.run(folder, onPath, mmap, "stores").succeeded();
    Files.delete(link); // Or the folder's removal warns of where it leads.
  }

  /** A sparse file longer than 4 GiB, for which the launcher brings the Vector API. */
  private Path large(DType dtype) throws IOException {
    Path file = folder.resolve(dtype.name() + ".npy");
    ArraySpec spec = ArraySpec.of(dtype, 1L << 32);
    ArrayStores.creator(ArrayRef.of(file)).space(Space.SPARSE).create(spec, OpenMode.CREATE_NEW).close();
    return file;
  }

  @Test
  void largeArraysGetTheVectorApiWithoutAWordOfIt() throws Exception {
    Path file = large(DType.COMPLEX64);
    String error = "mmap: " + file + ": complex numbers have no order, hence no minimum and maximum;"
        + " take statistics of real and imaginary parts\n";
    // Who is slow to pass the JVM's messages on must be waited for.
    Path cat = Files.writeString(folder.resolve("bin/cat"), "#!/bin/sh\nsleep 1\nexec /bin/cat\n");
    assertThat(cat.toFile().setExecutable(true)).isTrue();
    environment = with("MMAP_JAVA_OPTS", "--show-module-resolution");
    Launched failed = launch(mmap, "stats", file);
    assertThat(failed.err()).isEqualTo(error);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("root jdk.incubator.vector");
    // Without a place for the pipe, all is the same but slower.
    environment = with("TMPDIR", folder.resolve("missing").toString());
    Launched slower = launch(mmap, "stats", file);
    assertThat(slower.err()).isEqualTo(error);
    assertThat(slower.code()).isEqualTo(1);
    assertThat(slower.out()).doesNotContain("jdk.incubator.vector");
  }

  @Test
  void endingTheLauncherOfALargeArrayEndsItsJvm() throws Exception {
    launch(mmap, "stores").succeeded();
    Path err = folder.resolve("err");
    Process process = Launched.start(folder, folder.resolve("out"), err, environment,
        List.of(mmap.toString(), "stats", large(DType.FLOAT64).toString()));
    List<ProcessHandle> started = List.of();
    while (process.isAlive() && started.stream().noneMatch(LauncherIT::isJava)) {
      started = process.descendants().toList();
      Thread.sleep(10);
    }
    process.destroy();
    assertThat(Launched.end(process)).isEqualTo(128 + 15);
    assertThat(started).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    assertThat(err).isEmptyFile();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/java");
  }

  private Map<String, String> with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return more;
  }
}
