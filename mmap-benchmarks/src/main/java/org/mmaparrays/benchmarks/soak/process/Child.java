package org.mmaparrays.benchmarks.soak.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM that works on files until it ends or is killed, and the lines that it has printed by then. */
public final class Child implements AutoCloseable {
  /** Options for a fast start, since children are started hundreds of times. */
  private static final List<String> OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
          "-XX:-UsePerfData", "-Xmx256m", "--enable-native-access=ALL-UNNAMED");

  /** The longest wait for the end of a child that has nothing to wait for. */
  public static final Duration LONGEST_END = Duration.ofMinutes(10);

  private final Process process;
  private final Path errors;
  private final Thread reader;
  private final List<String> said = new ArrayList<>();
  private final CountDownLatch spoken = new CountDownLatch(1);

  private Child(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.reader = Thread.ofPlatform().daemon().name("child's pipe").start(this::read);
  }

  /** Starts the main method of a class, with the class path of this JVM. */
  public static Child start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main.getName(), arguments);
  }

  /** Starts the main method of the class of a name under another program, such as strace. */
  public static Child start(List<String> under, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(under);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(FastStart.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("soak-child-", ".err");
    return new Child(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = lines.read(); c >= 0; c = lines.read()) {
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        synchronized (said) {
          said.add(line.toString());
        }
        line.setLength(0); // A line that was cut off by the end of the child has not been said.
        spoken.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      spoken.countDown();
    }
  }

  /** Returns the number of the process, or of the program under which it runs. */
  public long pid() {
    return process.pid();
  }

  /** Tells the child to go on. */
  public void tell() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits until the child has said something, or has ended. */
  public void awaitWord() throws InterruptedException {
    spoken.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits so long for the end of the child. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Kills the child if it has not ended, and gives all that it has said. */
  public List<String> kill() throws IOException, InterruptedException {
    destroy();
    return end();
  }

  /** Waits for the end of the child, and gives all that it has said. */
  public List<String> end() throws IOException, InterruptedException {
    if (!endsWithin(LONGEST_END)) {
      destroy();
      throw new IOException("a child did not end within " + LONGEST_END.toSeconds() + " s: " + errors());
    }
    reader.join();
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /** Through the handle: {@link Process#destroyForcibly} would also close the pipe, with the bytes that are still in it. */
  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  /** Returns its exit code, once it has ended. */
  public int code() {
    return process.exitValue();
  }

  /** Returns the standard error of the child. */
  public String errors() throws IOException {
    return Files.readString(errors).strip();
  }

  @Override
  public void close() throws IOException {
    destroy();
    Files.deleteIfExists(errors);
  }
}
