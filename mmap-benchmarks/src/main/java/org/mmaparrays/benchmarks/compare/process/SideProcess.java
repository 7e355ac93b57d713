package org.mmaparrays.benchmarks.compare.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mmaparrays.benchmarks.compare.workload.Answer;

/** A side at work: a process that runs a pass on request. It ends when its standard input does. */
public final class SideProcess implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String END = "";

  /** The exit code of a process that signal 9 has ended. */
  public static final int KILLED = 137;

  private final Process process;
  private final Path errors;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private SideProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    Thread.ofPlatform().daemon().name("side's pipe").start(this::read);
  }

  /**
   * Starts one, and waits until it is ready.
   *
   * @throws SideFailedException if it ends before
   */
  public static SideProcess start(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("mmap-bench-", ".err");
    SideProcess side;
    try {
      side = new SideProcess(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    } catch (IOException e) {
      Files.delete(errors);
      throw e;
    }
    try {
      side.next();
      return side;
    } catch (IOException | InterruptedException e) {
      side.close();
      throw e;
    }
  }

  private void read() {
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It has been killed.
    } finally {
      lines.add(END);
    }
  }

  private String next() throws IOException, InterruptedException {
    String line = lines.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new SideFailedException("no answer within " + LONGEST.toMinutes() + " minutes", false);
    }
    if (line.equals(END)) {
      throw ended(process.waitFor());
    }
    return line;
  }

  private SideFailedException ended(int code) throws IOException {
    return new SideFailedException(code == KILLED ? "killed" : "ended with " + code + reason(),
        code == KILLED);
  }

  /** Returns its explanation of a failure: an exception's own line, and not those of its stack trace; else its last words. */
  private String reason() throws IOException {
    List<String> said = Files.readAllLines(errors).stream().filter(line -> !line.isBlank()).toList();
    return said.isEmpty()
        ? ""
        : ": " + said.stream().filter(line -> line.startsWith("Exception in ")).findFirst()
            .orElse(said.getLast()).strip();
  }

  /**
   * Asks it for a pass, and waits for its answer.
   *
   * @throws SideFailedException if it ends instead
   */
  public Answer pass(String told) throws IOException, InterruptedException {
    try {
      process.getOutputStream().write(("pass " + told).strip().concat("\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      next(); // Says how it ended.
      throw e;
    }
    return Answer.parse(next());
  }

  /**
   * Returns the most memory it has had resident so far, in bytes.
   *
   * @throws SideFailedException if it has ended
   */
  public long peakResident() throws IOException, InterruptedException {
    return kibibytes("status", "VmHWM:");
  }

  /**
   * Returns its share of the memory that is resident now, in bytes: pages that several have mapped are divided among them.
   *
   * @throws SideFailedException if it has ended, as one may that another's hunger for memory has had killed
   */
  public long share() throws IOException, InterruptedException {
    return kibibytes("smaps_rollup", "Pss:");
  }

  private long kibibytes(String file, String name) throws IOException, InterruptedException {
    Path path = Path.of("/proc/" + process.pid(), file);
    try {
      for (String line : Files.readAllLines(path)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
      throw new IOException("no " + name + " in " + path);
    } catch (IOException e) {
      // The files of a process that is ending are empty or closed; on a busy machine it may take a while to end.
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        throw ended(process.exitValue());
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    process.toHandle().destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(errors);
  }
}
