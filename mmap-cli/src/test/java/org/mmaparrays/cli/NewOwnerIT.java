package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A user without privileges replaces the array of another: needs the superuser, and setpriv. */
@EnabledIf("isSuperuserWithSetpriv")
@SuppressWarnings("NullAway.Init") // set before each test
class NewOwnerIT {
  private static final int NOBODY = 65534;

  @TempDir
  private Path folder;

  private Path jar;
  private Path file;

  static boolean isSuperuserWithSetpriv() {
    return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  @BeforeEach
  void makeArrayInAFolderForAll() throws IOException {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    Path target = Path.of("target").toAbsolutePath();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target.resolve("lib"))) {
      for (Path each : jars) {
        Files.copy(each, lib.resolve(String.valueOf(each.getFileName())));
      }
    }
    jar = Files.copy(target.resolve("mmap-cli.jar"), folder.resolve("mmap-cli.jar"));
    file = folder.resolve("a.npy");
    Ran.mmap("create", file, "--dtype", "int8", "--shape", "2", "--fill", "7").succeeded();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private Launched asNobody(Object... args) throws IOException, InterruptedException {
    List<Object> command = new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
        "--clear-groups", Path.of(System.getProperty("java.home"), "bin", "java"),
        "--enable-native-access=ALL-UNNAMED", "-jar", jar));
    command.addAll(List.of(args));
    return Launched.run(folder, Map.of(), command.toArray());
  }

  @Test
  void aFileChangesHandsOnlyIfAllowed() throws Exception {
    for (Object[] replace : new Object[][] {
        {"create", "a.npy", "--dtype", "int16", "--shape", "3", "--replace"},
        {"convert", "a.npy", "a.npy", "--replace"}}) {
      Launched refused = asNobody(replace);
      assertThat(refused.err()).startsWith("mmap: ").hasLineCount(1).contains("a.npy: ", "--new-owner");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
      assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("7\n7\n");
    }
    asNobody("convert", "a.npy", "a.npy", "--replace", "--new-owner").succeeded();
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(NOBODY);
    assertThat(Ran.mmap("cat", file).succeeded().out()).isEqualTo("7\n7\n");
  }
}
