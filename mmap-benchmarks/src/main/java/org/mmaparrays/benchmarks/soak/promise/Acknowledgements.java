package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The promises of the library that a child reports: lines that reach the parent at once, before the next crash. */
public final class Acknowledgements {
  /** The line that the parent adds to those of a child that it has killed. */
  public static final String KILLED = "killed";

  private final OutputStream pipe;

  public Acknowledgements(OutputStream pipe) {
    this.pipe = pipe;
  }

  /** Writes a line; in one write to the pipe, so that lines of several threads do not mix. */
  public void say(String line) throws IOException {
    pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
