package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.IncompleteRows;
import org.mmaparrays.cli.report.WriteState;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Writer;

/** Names and values that would control a terminal, or look like other output, in all commands: they are printed as escapes. */
class HostileTextTest {
  /** Clears the screen, sets the window's title, goes back to the start of the line, begins another line. */
  private static final String CONTROLS = "\u001b[2J\u001b]0;owned\u0007\rback\nmmap: forged: line\ttab\u007f";

  /** The same by one byte of Latin-1; other ends of lines; text that runs backwards; halves of pairs. */
  private static final String BEYOND_ASCII = "\u009b2J\u0085\u2028\u2029\u202etxt.exe\u2066x\u2069";

  private static final String SURROGATES = "\ud800 \udc00";

  @TempDir
  private Path folder;

  /** A name as hostile as the file system of this machine can have it. */
  private static String name(String extension) {
    boolean isUnicode =
        Charset.forName(System.getProperty("sun.jnu.encoding")).equals(StandardCharsets.UTF_8);
    return "a" + CONTROLS + (isUnicode ? BEYOND_ASCII : "") + extension;
  }

  private Path create(String name) {
    Path file = folder.resolve(name);
    assertClean(Ran.mmap("create", file, "--dtype", "float32", "--shape", "3,2", "--fill", "1"), 0);
    return file;
  }

  /** Asserts that only ends of lines are printed raw, and that no line comes from a name or a value. */
  private static Ran assertClean(Ran ran, int code) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertClean(ran.out());
    assertClean(ran.err());
    return ran;
  }

  private static void assertClean(String printed) {
    assertThat(printed).doesNotContainPattern(
        "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069&&[^\n]]");
    assertThat(printed.lines()).noneMatch(line -> line.startsWith("mmap: forged"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat", "npy", "h5"})
  void namesOfFiles(String format) {
    Path file = create(name("." + format));
    assertThat(assertClean(Ran.mmap("ls", file), 0).out()).hasLineCount(1)
        .contains("\\u001B[2J\\u001B]0;owned\\u0007\\rback\\nmmap: forged: line\\ttab\\u007F");
    assertThat(assertClean(Ran.mmap("info", file), 0).out().lines().skip(1))
        .allMatch(line -> line.startsWith("  "));
    assertThat(assertClean(Ran.mmap("stats", file), 0).out()).hasLineCount(7);
    assertClean(Ran.mmap("verify", file), 0);
    assertThat(assertClean(Ran.mmap("cat", file), 0).out()).isEqualTo("1.0 1.0\n".repeat(3));
    assertThat(assertClean(Ran.mmap("convert", file, folder.resolve("b" + name(".npy"))), 0).out())
        .hasLineCount(1);
    assertThat(assertClean(Ran.mmap("create", file, "--dtype", "int8", "--shape", "2"), 1).err())
        .hasLineCount(1).endsWith(": exists already; choose another name, or add --replace\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat", "npy", "h5"})
  void namesOfFilesInJsonAreExact(String format) {
    Path file = create(name("." + format));
    String[][] commands = {{"info"}, {"ls"}, {"verify"}, {"stats"}, {"stats", "--columns"}};
    for (String[] command : commands) {
      List<Object> args = new ArrayList<>(List.of(command));
      args.addAll(List.of(file, "--json"));
      Ran ran = assertClean(Ran.mmap(args.toArray()), 0);
      assertThat(ran.out()).isASCII();
      assertThat(ran.json().findValue("ref").textValue()).startsWith(file.toString());
    }
    assertClean(Ran.mmap("cat", file, "--json"), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "ls", "verify", "stats", "cat"})
  void namesOfFilesThatAreMissingOrBroken(String command) throws IOException {
    Path missing = folder.resolve(name(".npy"));
    assertThat(assertClean(Ran.mmap(command, missing), 1).err()).hasLineCount(1).startsWith("mmap: ")
        .contains("\\u001B[2J", "\\nmmap: forged: line", ": there is no such file");
    for (String name : new String[] {name(".npy"), name(".h5"), name(".dat"), name(".bin")}) {
      Path broken = Files.write(folder.resolve(name), new byte[100]);
      Ran ran = Ran.mmap(command, broken);
      assertClean(ran, command.equals("ls") ? ran.code() : 1); // It lists refused arrays, too.
      assertThat(ran.err() + ran.out()).hasLineCount(1);
      Ran debug = Ran.mmap(command, broken, "--json", "--debug");
      assertClean(debug.out());
      assertClean(debug.err().replaceAll("(?m)^\t+", ""));
      assertThat(debug.err()).endsWith(ran.err());
    }
  }

  @Test
  void namesThatCannotBeMade() {
    Path target = folder.resolve("no" + CONTROLS).resolve("a.npy");
    assertThat(assertClean(Ran.mmap("create", target, "--dtype", "int8", "--shape", "2"), 1).err())
        .hasLineCount(1).contains("\\u001B[2J", "does not exist; create it first");
    Path file = create("good.npy");
    assertThat(assertClean(Ran.mmap("convert", file, target), 1).err()).hasLineCount(1);
    assertThat(assertClean(Ran.mmap("create", folder.resolve(name(".bin")), "--dtype", "int8", "--shape",
        "2"), 1).err()).hasLineCount(1);
  }

  @Test
  void argumentsThatAreRefused() {
    String[][] refused = {
        {CONTROLS}, {"info"}, {"info", "--" + CONTROLS}, {"info", "a.npy", "--" + CONTROLS + "=3"},
        {"info", "x", "--dtype", CONTROLS, "--shape", "3"},
        {"info", "x", "--dtype", "f4", "--shape", CONTROLS},
        {"info", "x", "--dtype", "f4", "--shape", "3", "--offset", CONTROLS}, {"info", "#" + CONTROLS},
        {"info", "x", "--dtype", "f4", "--shape", "3", "--order", CONTROLS},
        {"info", "x", "--store", CONTROLS},
        {"cat", "x", "--rows", CONTROLS}, {"cat", "x", CONTROLS}, {"cat", "x", "--json=" + CONTROLS},
        {"create", "x.npy", "--dtype", "f4", "--shape", "3", "--fill", CONTROLS}, {"stores", CONTROLS},
        {"demo", "--rows", CONTROLS}, {"demo", "--store", CONTROLS},
        {"convert", "x" + CONTROLS}, {"verify", CONTROLS + BEYOND_ASCII, SURROGATES + CONTROLS},
        {"completion", CONTROLS + SURROGATES}, {"recover", "a.npy", "--as", CONTROLS}};
    for (String[] args : refused) {
      Ran ran = Ran.mmap((Object[]) args);
      assertClean(ran, 2);
      assertThat(ran.err()).as(String.join(" ", args)).hasLineCount(1).startsWith("mmap: ");
    }
  }

  @Test
  void argumentsOfTheDemo() {
    Path images = folder.resolve("images" + CONTROLS);
    Ran ran = assertClean(Ran.mmap("demo", "--images", images, "--labels", images, "--test-images", images,
        "--test-labels", images), 1);
    assertThat(ran.err()).hasLineCount(1).contains("\\u001B[2J");
    Path dir = folder.resolve("run" + CONTROLS);
    Ran whole =
        assertClean(Ran.mmap("demo", "--rows", "700", "--epochs", "1", "--threads", "1", "--dir", dir), 0);
    assertThat(whole.out().lines()).filteredOn(line -> line.contains("forged"))
        .allMatch(line -> line.startsWith("  "));
    assertThat(Ran.mmap("demo", "--rows", "700", "--epochs", "1", "--dir", dir, "--resume", "--json")
        .json().path("files").get(0).path("path").textValue()).startsWith(dir.toString());
  }

  @Test
  void attributesOfASidecar() throws IOException {
    Path file = create("a.dat");
    String text = CONTROLS + BEYOND_ASCII;
    String escaped = jsonText(text);
    Files.writeString(folder.resolve("a_meta.json"),
        """
            {"dtype": "<f4", "shape": [3, 2], "%1$s": "%1$s", "plain": ["%1$s", {"%1$s": "%1$s"}], "halves": "%2$s"}
            """
            .formatted(escaped, jsonText(SURROGATES)));
    Ran info = assertClean(Ran.mmap("info", file), 0);
    assertThat(info.out().lines().skip(1)).allMatch(line -> line.startsWith("  "))
        .anyMatch(line -> line.startsWith("  @\\u001B[2J"));
    Ran json = assertClean(Ran.mmap("info", file, "--json"), 0);
    assertThat(json.out()).isASCII();
    JsonNode attributes = json.json().path("attributes");
    assertThat(attributes.path(text).textValue()).isEqualTo(text);
    assertThat(attributes.path("halves").textValue()).isEqualTo(SURROGATES);
    assertThat(attributes.path("plain").get(0).textValue()).isEqualTo(text);
    assertThat(attributes.path("plain").get(1).path(text).textValue()).isEqualTo(text);
    Ran converted = assertClean(Ran.mmap("convert", file, folder.resolve("b.npy")), 0);
    assertThat(converted.err()).hasLineCount(1).contains("holds no attributes; left out \\u001B[2J");
  }

  private static String jsonText(String text) {
    StringBuilder json = new StringBuilder();
    text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    return json.toString();
  }

  @Test
  void aSidecarThatIsBroken() throws IOException {
    Path file = create("a.dat");
    String escaped = jsonText(CONTROLS + BEYOND_ASCII);
    for (String sidecar : new String[] {"{\"dtype\": \"%s\", \"shape\": [3]}",
        "{\"dtype\": \"<f4\", \"shape\": \"%s\"}",
        "{\"dtype\": \"<f4\", \"shape\": [3, 2], \"order\": \"%s\"}", "{\"%1$s\": 1, \"%1$s\": 2}", "{%s"}) {
      for (String text : new String[] {escaped, CONTROLS, CONTROLS + BEYOND_ASCII}) {
        Files.writeString(folder.resolve("a_meta.json"), sidecar.formatted(text));
        for (String command : new String[] {"info", "verify", "cat", "ls", "stats"}) {
          Ran ran = assertClean(Ran.mmap(command, file), command.equals("ls") ? 0 : 1);
          assertThat(ran.err() + ran.out()).hasLineCount(1);
        }
      }
    }
  }

  @Test
  void namesOfMembers() {
    String member = "/g" + CONTROLS + BEYOND_ASCII;
    Path file = folder.resolve("a.h5");
    for (String each : new String[] {member, "/second"}) {
      assertClean(Ran.mmap("create", file + "#" + each, "--dtype", "int16", "--shape", "2,3"), 0);
    }
    assertThat(assertClean(Ran.mmap("ls", file), 0).out()).hasLineCount(2);
    assertThat(assertClean(Ran.mmap("ls", file, "--json"), 0).json().findValuesAsText("ref"))
        .contains(file + "#" + member);
    assertClean(Ran.mmap("info", file + "#" + member), 0);
    assertClean(Ran.mmap("verify", file + "#" + member), 0);
    // Lists the names of both.
    assertThat(assertClean(Ran.mmap("cat", file), 1).err()).hasLineCount(1);
    assertThat(assertClean(Ran.mmap("cat", file + "#" + CONTROLS), 1).err()).hasLineCount(1);
    assertThat(assertClean(Ran.mmap("ls", file + "#" + CONTROLS), 1).err()).hasLineCount(1);
  }

  /** Other programs write names and attributes that this library would not. */
  @Test
  void namesAndAttributesOfH5py() throws Exception {
    Path file = folder.resolve("a.h5");
    Process python = new ProcessBuilder("/bin/sh", "-c", """
        for python in "$MMAP_PYTHON" python3 /usr/bin/python3; do
          [ -n "$python" ] && "$python" -c 'import h5py' 2> /dev/null && exec "$python" "$@"
        done
        exit 77
        """, "sh", "-c", """
        import sys, h5py, numpy
        text = sys.argv[2]
        with h5py.File(sys.argv[1], 'w') as file:
            for name in 'first', text:
                data = file.create_dataset(name, data=numpy.zeros((3, 2), 'f4'))
                data.attrs['plain'] = text
                data.attrs[text] = [text, text]
            file[text + 'soft'] = h5py.SoftLink('/no/' + text)
            file[text + 'external'] = h5py.ExternalLink(text, '/' + text)
            file.create_dataset('type' + text, data=[text, text])
        """, file.toString(), CONTROLS.replace("/", "") + BEYOND_ASCII).inheritIO().start();
    assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assumeTrue(python.exitValue() != 77, "no Python with h5py");
    assertThat(python.exitValue()).isZero();
    Ran list = assertClean(Ran.mmap("ls", file), 0);
    assertThat(list.out().lines()).hasSizeGreaterThanOrEqualTo(4)
        .allMatch(line -> line.startsWith(file.toString()));
    assertClean(Ran.mmap("ls", file, "--json"), 0);
    assertThat(assertClean(Ran.mmap("info", file + "#/first"), 0).out().lines().skip(1))
        .allMatch(line -> line.startsWith("  ")).anyMatch(line -> line.startsWith("  @plain"));
    Ran json = assertClean(Ran.mmap("info", file + "#/first", "--json"), 0);
    assertThat(json.json().path("attributes").path("plain").textValue()).isEqualTo(CONTROLS + BEYOND_ASCII);
  }

  @Test
  void recordsOfWriters() throws IOException {
    ArrayRef ref = ArrayRef.of(create("a.npy"));
    Writer writer = new Writer(1, "host" + CONTROLS + BEYOND_ASCII, Instant.EPOCH, Optional.empty(), false);
    WriteState state =
        new WriteState(ArrayStores.inspect(ref), List.of(), List.of(writer), new IncompleteRows(List.of()));
    StringWriter out = new StringWriter();
    state.print(new EscapingPrinter(out, false));
    assertClean(out.toString());
    assertThat(out.toString()).hasLineCount(2).contains("  writer    pid 1 on host\\u001B[2J");
  }

  @Test
  void onATerminalProgressBarsMoveTheCursorAndNothingElseDoes() {
    Path file = create(name(".npy"));
    System.setProperty("mmap.terminal", "true");
    System.setProperty("picocli.ansi", "true");
    try {
      Ran ran = Ran.mmap("convert", file, folder.resolve("b" + name(".dat")));
      assertThat(ran.code()).isZero();
      assertThat(ran.err()).startsWith("\r").endsWith("\r");
      assertClean(ran.out());
      assertClean(ran.err().replace("\r", ""));
      assertClean(Ran.mmap("--help"), 0);
      assertClean(Ran.mmap("cat", "--help"), 0);
    } finally {
      System.clearProperty("mmap.terminal");
      System.clearProperty("picocli.ansi");
    }
  }

  /** The JDK and loggers write to System.err directly. */
  @Test
  void warningsAndThreadsThatDie() throws Exception {
    Launched printed = Launched.run(folder, Map.of(), Path.of(System.getProperty("java.home"), "bin", "java"),
        "-cp", System.getProperty("java.class.path"), Disturbed.class.getName(), CONTROLS);
    String[] lines = printed.err().split("\n");
    assertClean(printed.err().replace("\tat ", ""));
    assertThat(lines[0])
        .isEqualTo("mmap: " + Disturbed.ESCAPED + " (java.io.IOException: " + Disturbed.ESCAPED + ")");
    assertThat(lines[1]).isEqualTo("mmap: of " + Disturbed.ESCAPED);
    assertThat(lines[2])
        .isEqualTo("Exception in thread \"main\" java.lang.IllegalStateException: " + Disturbed.ESCAPED);
    assertThat(lines[3]).startsWith("\tat org.mmaparrays.cli.");
  }

  /** A process in which a warning is logged, and a thread dies. */
  static final class Disturbed {
    static final String ESCAPED =
        "\\u001B[2J\\u001B]0;owned\\u0007\\rback\\nmmap: forged: line\\ttab\\u007F";

    private Disturbed() {}

    public static void main(String[] args) {
      Main.main(new String[] {"stores"});
      System.Logger logger = System.getLogger("org.mmaparrays");
      logger.log(System.Logger.Level.WARNING, args[0], new IOException(args[0]));
      logger.log(System.Logger.Level.WARNING, "of {0}", args[0]);
      logger.log(System.Logger.Level.INFO, "unheard");
      throw new IllegalStateException(args[0]);
    }
  }
}
