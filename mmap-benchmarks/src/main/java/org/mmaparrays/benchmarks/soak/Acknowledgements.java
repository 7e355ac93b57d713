package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Where a child says what the library has promised it: lines that reach the parent at once, whatever happens next. */
final class Acknowledgements {
  private final OutputStream pipe;

  Acknowledgements(OutputStream pipe) {
    this.pipe = pipe;
  }

  /** Says something; one write to the pipe, so that lines of several threads do not mix. */
  void say(String line) throws IOException {
    pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
