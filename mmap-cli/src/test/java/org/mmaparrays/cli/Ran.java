package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a command has done.
 *
 * @param code the exit code
 * @param out what is on standard output
 * @param err what is on standard error
 */
record Ran(int code, String out, String err) {
  /** Runs a command in this process; arguments that are not text are printed. */
  static Ran mmap(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(out, new PrintWriter(err),
        Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  /** Asserts that all went well, without a word on standard error. */
  Ran succeeded() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return this;
  }

  /** Asserts that the operation failed, and that it said so in exactly this line. */
  Ran failed(String line) {
    assertThat(err).isEqualTo("mmap: " + line + "\n");
    assertThat(out).isEmpty();
    assertThat(code).isEqualTo(1);
    return this;
  }

  /** Asserts that the operation failed, and that it said so in one line that names the file once, and says all this. */
  Ran failed(Path file, String... phrases) {
    assertThat(err).startsWith("mmap: " + file + ": ").hasLineCount(1).endsWith("\n").contains(phrases);
    assertThat(err.substring(("mmap: " + file).length())).doesNotContain(file.toString());
    assertThat(out).isEmpty();
    assertThat(code).isEqualTo(1);
    return this;
  }

  /** Asserts that the command line was refused, and that it said so in one line. */
  Ran misused(String line) {
    assertThat(err).isEqualTo("mmap: " + line + "\n");
    assertThat(out).isEmpty();
    assertThat(code).isEqualTo(2);
    return this;
  }

  /** Standard output as the one JSON document that it is. */
  JsonNode json() {
    try {
      return JsonMapper.builder().build().readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readValue(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
