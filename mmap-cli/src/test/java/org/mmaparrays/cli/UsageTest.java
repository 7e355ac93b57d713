package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command line says about itself. */
class UsageTest {
  static Iterable<String> names() {
    return Commands.NAMES;
  }

  @Test
  void noCommand() {
    Ran.mmap().misused("name a command: " + String.join(", ", Commands.NAMES) + "; see mmap --help");
  }

  @Test
  void unknownCommand() {
    Ran.mmap("inof", "x.dat").misused("there is no command inof (did you mean info?); see mmap --help");
  }

  @Test
  void wrongFlag() {
    Ran.mmap("info", "--jsn", "x.dat").misused("Unknown option: '--jsn'; see mmap info --help");
  }

  @Test
  void missingParameter() {
    Ran.mmap("convert", "x.dat").misused("Missing required parameter: 'DST'; see mmap convert --help");
  }

  @Test
  void headerlessNeedsBoth() {
    Ran.mmap("info", "x.dat", "--dtype", "f4")
        .misused("Missing required argument(s): --shape=N,N,...; see mmap info --help");
    Ran.mmap("info", "x.dat", "--offset", "4")
        .misused("Missing required argument(s): --dtype=DTYPE, --shape=N,N,...; see mmap info --help");
  }

  @Test
  void valuesThatDoNotParse() {
    Ran.mmap("info", "x.dat", "--dtype", "float31", "--shape", "3").misused(
        "--dtype: 'float31' is not a dtype; expected a NumPy name such as float32, or a"
            + " typestring such as <f4; see mmap info --help");
    Ran.mmap("info", "x.dat", "--dtype", "f4", "--shape", "3,-1").misused(
        "--shape: '3,-1' is not a shape; write axis lengths such as 60000,28,28, or ()"
            + " for a scalar; see mmap info --help");
    Ran.mmap("info", "x.dat", "--dtype", "f4", "--shape", "3", "--offset", "-1").misused(
        "--offset: '-1' is not a number of bytes; write an integer from 0;"
            + " see mmap info --help");
    Ran.mmap("cat", "x.dat", "--rows", "3").misused(
        "--rows: '3' is not a range of rows; write A:B as in Python, such as 0:10, -5:"
            + " or 7:8; see mmap cat --help");
    Ran.mmap("info", "#x").misused(
        "REF: '#x' is not PATH or PATH#MEMBER;"
            + " see mmap info --help");
    assertThat(Ran.mmap("info", "x.dat", "--store", "zarr").err())
        .startsWith("mmap: --store: no store is named 'zarr'; installed: ")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyCommandExplainsItself(String name) {
    Ran ran = Ran.mmap(name, "--help").succeeded();
    assertThat(ran.out()).contains("Usage: mmap " + name);
    assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void help() {
    assertThat(Ran.mmap("--help").succeeded().out()).contains(Commands.NAMES).contains("Examples:");
  }

  /** The launcher prints this file where nothing is built. */
  @Test
  void helpIsThatOfTheLauncher() throws IOException {
    assertThat(Files.readString(Path.of("../.config/usage.txt")))
        .as("made by ./mmap --debug --help > .config/usage.txt").isEqualTo(Ran.mmap("--help").out());
  }

  @Test
  void helpIsAlsoACommand() {
    assertThat(Ran.mmap("help").succeeded().out()).isEqualTo(Ran.mmap("--help").succeeded().out());
    assertThat(Ran.mmap("help", "cat").succeeded().out())
        .isEqualTo(Ran.mmap("cat", "--help").succeeded().out());
  }

  @Test
  void version() {
    assertThat(Ran.mmap("--version").succeeded().out())
        .matches("mmap \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\n");
  }

  @Test
  void completionNamesEveryCommand() {
    assertThat(Ran.mmap("completion").succeeded().out()).startsWith("#!/").contains(Commands.NAMES)
        .contains("--rows");
  }

  @Test
  void stores() {
    assertThat(Ran.mmap("stores").succeeded().out()).contains("raw: write, create, any-dtype");
    assertThat(Ran.mmap("stores", "--json").succeeded().json().findValuesAsText("name")).contains("raw")
        .isSorted();
  }

  @Test
  void debugAddsTheStackTrace() {
    Ran ran = Ran.mmap("info", "missing.dat", "--debug");
    assertThat(ran.err()).contains("\tat org.mmaparrays").endsWith(
        "mmap: missing.dat: there is no such file; check the path, or create the array first\n");
    assertThat(ran.code()).isEqualTo(1);
  }
}
