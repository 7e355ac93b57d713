package org.mmaparrays.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the same class path, whose lines one reads and to which one writes lines. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private ChildJvm(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  public static ChildJvm start(List<String> options, Class<?> main, String... arguments) throws IOException {
    return startBy(List.of(), options, main, arguments);
  }

  /** As another user and group, which takes a process of root, and classes that all may read. */
  public static ChildJvm startAs(int user, int group, List<String> options, Class<?> main,
      String... arguments)
      throws IOException {
    return startBy(
        List.of("setpriv", "--reuid", "" + user, "--regid", "" + group, "--clear-groups"), options, main,
        arguments);
  }

  /** Starts it by another program, which is given its command as further arguments. */
  public static ChildJvm startBy(List<String> program, List<String> options, Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public long pid() {
    return process.pid();
  }

  /** The next line it prints; fails if it ends instead. */
  public String read() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("process " + pid() + " ended without a further line");
    }
    return line;
  }

  public void write(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  /** SIGKILL, and gone when this returns. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public int waitFor() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("process " + pid() + " does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
