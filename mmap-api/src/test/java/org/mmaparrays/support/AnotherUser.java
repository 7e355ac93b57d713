package org.mmaparrays.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mmaparrays.internal.linux.NativeAccess;

/** Another user of the system, who has no entry in the table of users. Only root can act as one. */
public final class AnotherUser {
  public static final int ID = 12345;
  public static final String WHY_NOT = "acting as two users needs root and setpriv";

  private AnotherUser() {}

  /** Returns whether this process can start others as another user. */
  public static boolean isPossible() {
    try {
      return Optional.of(0).equals(Optional.ofNullable(Files.getAttribute(Path.of("/proc/self"), "unix:uid")))
          && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException notLinux) {
      return false;
    }
  }

  private static List<String> command(String... command) {
    List<String> all = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid", String.valueOf(ID), "--regid",
        String.valueOf(ID), "--clear-groups"));
    all.addAll(List.of(command));
    return all;
  }

  /** Runs a script in a folder, which must succeed. */
  public static void run(Path folder, String script) throws IOException {
    assertThat(attempt(folder, script)).as("the end of what the other user's script prints: %s", script)
        .endsWith("\n0");
  }

  /** Runs a script in a folder; returns what it prints and, on the last line, its exit code. */
  public static String attempt(Path folder, String script) throws IOException {
    Process process =
        new ProcessBuilder(command("sh", "-c", script)).directory(folder.toFile()).redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return printed + "\n" + process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }

  /** Starts a script in a folder. */
  public static Process start(Path folder, String script) throws IOException {
    return new ProcessBuilder(command("sh", "-c", script)).directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** Runs a class in a JVM of the other user; returns the lines that it prints. */
  public static List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(main, arguments);
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return lines;
  }

  /** Starts a class in a JVM of the other user. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> java =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    if (NativeAccess.isEnabled()) {
      java.add(NativeAccess.flag());
    }
    java.add(main.getName());
    java.addAll(List.of(arguments));
    return new ProcessBuilder(command(java.toArray(String[]::new))).redirectErrorStream(true).start();
  }

  /** Gives a file, or a link itself, to the other user. */
  public static void give(Path file) throws IOException {
    give(file, ID);
  }

  public static void give(Path file, int user) throws IOException {
    Files.setAttribute(file, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
  }
}
