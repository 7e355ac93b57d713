package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/** Every hostile header is refused by the documented exception, at the byte that is wrong, on one line. */
class MalformedHeaderTest {
  private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";

  @TempDir
  Path folder;

  /** A file, and where its fault is; {@code found} and {@code expected} start what the message says. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Malformed(String name, byte[] bytes, long offset, String found, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A fault of a header's text, at the character that a ^ precedes. */
  private static Malformed text(int major, String marked, String found, String expected) {
    String text = marked.replace("^", "");
    byte[] before = marked.substring(0, marked.indexOf('^'))
        .getBytes(major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    int encoded = major == 3 ? text.getBytes(StandardCharsets.UTF_8).length : text.length();
    String name = marked.length() > 100 ? marked.substring(0, 100) + "..." : marked.replace("\n", "\\n");
    return new Malformed(name, HeaderBytes.file(major, text, encoded, 12),
        (major == 1 ? 10 : 12) + before.length, found, expected);
  }

  private static Malformed text(String marked, String found, String expected) {
    return text(1, marked, found, expected);
  }

  private static Malformed descr(String marked, String found) {
    return text("{'descr': ^" + marked + ", 'fortran_order': False, 'shape': (3,), }", found,
        "a typestring such as '<f8' for 'descr'");
  }

  private static Malformed order(String value) {
    return text("{'descr': '<f4', 'fortran_order': ^" + value + ", 'shape': (3,), }", value, "True or False");
  }

  private static Malformed shape(String marked, String found, String expected) {
    return text("{'descr': '<f4', 'fortran_order': False, 'shape': " + marked + ", }", found, expected);
  }

  private static Malformed literal(String marked, String found, String expected) {
    return shape("(" + marked + ")", found, expected);
  }

  static Stream<Malformed> texts() {
    return Stream.of(
        // The dictionary.
        text("^", "the end of the header", "a value"),
        text(" \t ^", "the end of the header", "a value"),
        text("^\n " + GOOD, "\\xa", "no line break before the first value"),
        text("^[]", "[]", "a dictionary"),
        text("^'descr'", "'descr'", "a dictionary"),
        text("{^}", "}", "the key 'fortran_order'"),
        text(GOOD + " ^x", "x", "nothing but spaces after {'descr': '<f4', "),
        text(GOOD + GOOD.replaceFirst("\\{", "^{"), "{'descr': '<f4',", "nothing but spaces"),
        text(GOOD + " \n^\0", "\\x0", "nothing but spaces"),
        text(GOOD.replaceFirst("\\{", "{'descr': '<f8', ^"), "'descr'", "each key once"),
        text(GOOD.replaceFirst("\\{", "{'shape': (), ").replace("'shape': (3", "^'shape': (3"), "'shape'",
            "each key once"),
        text("{'descr': '<f4', 'fortran_order': False^}", "}", "the key 'shape' before"),
        text("{'descr': '<f4', 'shape': (3,), ^}", "}", "the key 'fortran_order' before"),
        text("{'fortran_order': False, 'shape': (3,) ^}", "}", "the key 'descr' before"),
        text(GOOD.replaceFirst("\\{", "{^'extra': 1, "), "'extra'",
            "only the keys [descr, fortran_order, shape]"),
        text(GOOD.replace("'shape'", "^'Shape'"), "'Shape'", "only the keys"),
        text(GOOD.replace("'shape'", "^7"), "7", "only the keys"),
        text(GOOD.replace("'shape'", "^('shape',)"), "('shape',)", "only the keys"),
        text(GOOD.replace("'shape'", "^b'shape'"), "b'shape'", "text without the prefix b"),
        text(GOOD.replace("'shape'", "^'sh\\x61pe'"), "'sh\\x61pe'", "only the keys"),
        // Its syntax.
        text("{'descr' ^'<f4'}", "'", "':' and a value"),
        text("{'descr'^", "the end of the header", "':' and a value"),
        text("{'descr':^", "the end of the header", "a value"),
        text("{'descr': ^}", "}", "a value"),
        text("{'descr': '<f4'^", "the end of the header", "',' or '}'"),
        text("{'descr': '<f4' ^'fortran_order': False}", "'", "',' or '}'"),
        text("{'descr': '<f4',^,}", ",", "a value"),
        text("{^,}", ",", "a value"),
        text("{'descr': '<f4, '^fortran_order", "f", "',' or '}'"),
        text("{^'descr", "'descr", "text with a closing '"),
        text("{^\"descr'", "\"descr'", "text with a closing \""),
        text("{^'des\ncr': 1}", "'des", "text with a closing '"),
        text("{^'\n': 1}", "'", "text with a closing '"),
        text("{^'descr\\", "'descr\\", "text with a closing '"),
        text("{^'descr\\'", "'descr\\'", "text with a closing '"),
        // The shape.
        shape("^[3]", "[3]", "a tuple of axis lengths"),
        shape("(^3)", "3", "a tuple of axis lengths"),
        shape("^3", "3", "a tuple of axis lengths"),
        shape("^None", "None", "a tuple of axis lengths"),
        shape("^'(3,)'", "'(3,)'", "a tuple of axis lengths"),
        shape("^{}", "{}", "a tuple of axis lengths"),
        shape("(3,^,)", ",", "a value"),
        shape("(^,)", ",", "a value"),
        shape("(3 ^4)", "4", "',' or ')'"),
        shape("(3^]", "]", "',' or ')'"),
        shape("(^-1,)", "-1", "an axis length, an integer from 0"),
        shape("(2, ^- 3)", "- 3", "an axis length"),
        shape("(^True,)", "True", "an axis length"),
        shape("(^None,)", "None", "an axis length"),
        shape("(^'3',)", "'3'", "an axis length"),
        shape("(^(3,),)", "(3,)", "an axis length"),
        shape("(^9223372036854775808,)", "9223372036854775808", "an axis length"),
        shape("(^0xFFFFFFFFFFFFFFFF,)", "0xFFFFFFFFFFFFFFFF", "an axis length"),
        shape("(^" + "9".repeat(9_000) + ",)", "9".repeat(60) + "...", "an axis length"),
        shape("^(3037000500, 3037000500)", "(3037000500, 3037000500)", "a shape of fewer than 2**63 bytes"),
        shape("^(0, 9223372036854775807, 2)", "(0, 9223372036854775807, 2)",
            "a shape of fewer than 2**63 bytes"),
        shape("^(4611686018427387904,)", "(4611686018427387904,)", "a shape of fewer than 2**63 bytes"),
        shape("^(" + "1, ".repeat(65) + ")", "(1, 1, ", "at most 64 axes"),
        // Its numbers.
        literal("^3.0,", "3.0", "an integer"),
        literal("^3e2,", "3e2", "an integer"),
        literal("^3j,", "3j", "an integer"),
        literal("^017,", "017", "an integer"),
        literal("^1_000,", "1_000", "an integer"),
        literal("^0x,", "0x", "an integer"),
        literal("^0b3,", "0b3", "an integer"),
        literal("^0xg,", "0xg", "an integer"),
        literal("^3l,", "3l", "an integer"),
        literal("^3LL,", "3LL", "an integer"),
        literal("^-,", "-", "an integer"),
        literal("^--3,", "-", "an integer"),
        literal("^+'3',", "+", "an integer"),
        literal("3^+4j,", "+", "',' or ')'"),
        literal("^.5,", ".5", "a value"),
        literal("^nan,", "nan", "a value"),
        literal("^true,", "true", "a value"),
        literal("^__import__('os').system('true'),", "__import__", "a value"),
        literal("^*(3,),", "*", "a value"),
        literal("^\u00e9,", "\\xe9", "a value"),
        literal("^#3,\n3", "#", "a value"),
        literal("^np.int64(2), 3", "np.int64(2)", "a plain Python value: NumPy 2's open_memmap"),
        literal("^numpy.uint8(2", "numpy.uint8(2", "a plain Python value"),
        text("{'descr': '<f4', 'fortran_order': ^np.False_", "np.False_", "a plain Python value"),
        text(2, GOOD.replace("(3,)", "(^np.int64(3),)"), "np.int64(3)", "a plain Python value"),
        text(2, GOOD.replace("(3,)", "(^-3,)"), "-3", "an axis length"),
        text(3, GOOD.replace("(3,)", "(^3L,)"), "3L", "an integer"),
        text(3, "{'descr': [('\u20ac\u00e9', '<f4')], 'shape': (^-3,), 'fortran_order': False}", "-3",
            "an axis length"),
        text(3, "{^'\u20ac': 0}", "'\\x20ac'", "only the keys"),
        // The order.
        order("0"), order("None"), order("'False'"), order("()"),
        // The dtype.
        descr("7", "7"), descr("None", "None"), descr("''", "''"), descr("'<q8'", "'<q8'"),
        descr("'<f3'", "'<f3'"),
        descr("'|f8'", "'|f8'"), descr("'<f4\0'", "'<f4\\x0'"), descr("{}", "{}"),
        descr("'" + "V".repeat(65) + "'", "'" + "V".repeat(59) + "..."),
        text(GOOD.replace("'<f4'", "^b'<f4'"), "b'<f4'", "text without the prefix b"),
        text(GOOD.replace("'<f4'", "'<f4' ^'<f8'"), "'", "',' or '}'"),
        // Depth.
        text("(".repeat(64) + "^" + "(".repeat(9_000), "(", "brackets nested at most 64 deep"),
        text("[".repeat(64) + "^" + "[".repeat(9_000), "[", "brackets nested at most 64 deep"),
        text("{".repeat(64) + "^" + "{".repeat(9_000), "{", "brackets nested at most 64 deep"),
        text("{0:".repeat(64) + "^" + "{0:".repeat(3_000), "{", "brackets nested at most 64 deep"));
  }

  static Stream<Malformed> files() {
    byte[] good = HeaderBytes.version1(GOOD, 12);
    return Stream.of(
        new Malformed("no magic", "PK\3\4 is a zip archive".getBytes(StandardCharsets.US_ASCII), 0,
            "bytes 50 4b 03 04 20 69", "93 4e 55 4d 50 59, the magic \\x93NUMPY"),
        new Malformed("magic in text mode", changed(good, 0, '?'), 0, "bytes 3f 4e", "93 4e"),
        new Malformed("version 0.0", changed(good, 6, 0), 6, "version 0.0", "1.0, 2.0 or 3.0"),
        new Malformed("version 1.1", changed(good, 7, 1), 6, "version 1.1", "1.0, 2.0 or 3.0"),
        new Malformed("version 4.0", changed(good, 6, 4), 6, "version 4.0", "1.0, 2.0 or 3.0"),
        new Malformed("version 9.9", changed(changed(good, 6, 9), 7, 9), 6, "version 9.9", "1.0, 2.0 or 3.0"),
        new Malformed("version 255.255", changed(changed(good, 6, 255), 7, 255), 6, "version 255.255",
            "1.0, 2.0 or 3.0"),
        new Malformed("one byte", Arrays.copyOf(good, 1), 1, "the end of the file", "7 more bytes of magic"),
        new Malformed("magic only", Arrays.copyOf(good, 6), 6, "the end of the file",
            "2 more bytes of magic"),
        new Malformed("half a length", Arrays.copyOf(good, 9), 9, "the end of the file",
            "1 more bytes of header length"),
        new Malformed("half a header", Arrays.copyOf(good, 30), 30, "the end of the file",
            (10 + GOOD.length() - 30) + " more bytes of header, which has " + GOOD.length()),
        new Malformed("a header of 64 KiB", HeaderBytes.file(1, GOOD, 65_535, 12), 10 + GOOD.length() + 12,
            "the end of the file", (65_535 - GOOD.length() - 12) + " more bytes of header, which has 65535"),
        new Malformed("a header of 4 GiB", HeaderBytes.file(2, GOOD, 0xFFFF_FFFFL, 12),
            12 + GOOD.length() + 12,
            "the end of the file",
            (0xFFFF_FFFFL - GOOD.length() - 12) + " more bytes of header, which has 4294967295"),
        new Malformed("no header", HeaderBytes.version1("", 0), 10, "the end of the header", "a value"));
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @ParameterizedTest
  @MethodSource({"texts", "files"})
  void namesTheByteWhatIsThereAndWhatShouldBe(Malformed malformed) throws IOException {
    Path file = Files.write(folder.resolve("a.npy"), malformed.bytes);
    ArrayFormatException fault =
        catchThrowableOfType(ArrayFormatException.class, () -> ArrayStores.open(file).close());
    assertThat(fault).isNotNull();
    assertThat(fault.offset()).hasValue(malformed.offset);
    assertThat(fault.found()).startsWith(malformed.found);
    assertThat(fault.expected()).startsWith(malformed.expected);
    assertThat(fault.file()).isEqualTo(file);
    assertThat(fault).message().startsWith(file + ": at byte " + malformed.offset + ": ")
        .doesNotContain("\n").hasSizeLessThan(1_000);
  }

  static Stream<String[]> unsupportedDTypes() {
    return Stream.of(
        new String[] {"'|O'", "'|O' holds Python objects (pickles, never read)"},
        new String[] {"'O8'", "'O8' holds Python objects (pickles, never read)"},
        new String[] {"'|S5'", "'|S5' holds byte strings"},
        new String[] {"'<U3'", "'<U3' holds Unicode strings"},
        new String[] {"'<M8[ns]'", "'<M8[ns]' holds datetimes"},
        new String[] {"'<m8'", "'<m8' holds time differences"},
        new String[] {"'|V4'", "'|V4' holds structured or void records"},
        new String[] {"'<f16'", "'<f16' holds extended precision"},
        new String[] {"'<c32'", "'<c32' holds extended precision"},
        new String[] {"[('a', '<f4'), ('', '|V4'), (('title', 'b'), '|O', (2,))]", "is a structured dtype"},
        new String[] {"[('a', [('b', '<f4')])]", "dtype [('a', [('b', '<f4')])] is a structured dtype"},
        new String[] {"[" + "('a', '<f4'), ".repeat(100) + "]", "is a structured dtype"},
        new String[] {"('<f4', (2, 3))", "dtype ('<f4', (2, 3)) is a sub-array dtype"});
  }

  @ParameterizedTest
  @MethodSource("unsupportedDTypes")
  void namesADTypeThatIsNotSupported(String descr, String message) throws IOException {
    Path file = Files.write(folder.resolve("a.npy"), HeaderBytes.version1(GOOD.replace("'<f4'", descr), 12));
    assertUnsupported(file, message);
  }

  @Test
  void refusesALongHeaderAsNumPyDoes() throws IOException {
    String fields =
        IntStream.range(0, 1_000).mapToObj(i -> "('f" + i + "', '<f4'), ").reduce("", String::concat);
    String text = GOOD.replace("'<f4'", "[" + fields + "]");
    Path file = Files.write(folder.resolve("a.npy"), HeaderBytes.version1(text, 0));
    assertUnsupported(file, "has a header of " + text.length() + " bytes, and at most 10000 are read");
  }

  @Test
  void readsAHeaderOfTheGreatestLength() throws IOException {
    byte[] bytes = HeaderBytes.version1(GOOD + " ".repeat(NpyHeader.MAX_TEXT - GOOD.length()), 12);
    Path file = Files.write(folder.resolve("a.npy"), bytes);
    assertThat(NpyHeader.read(file).length()).isEqualTo(10 + NpyHeader.MAX_TEXT);
  }

  @Test
  void doesNotReadAHeaderOfFourGibibytes() throws IOException {
    Path file = Files.write(folder.resolve("a.npy"), HeaderBytes.file(2, GOOD, 0xFFFF_FFFFL, 0));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), 12 + 0xFFFF_FFFFL);
    }
    assertUnsupported(file, "has a header of 4294967295 bytes");
  }

  private static void assertUnsupported(Path file, String message) {
    UnsupportedArrayException refusal =
        catchThrowableOfType(UnsupportedArrayException.class, () -> ArrayStores.open(file).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal).message().startsWith(file + ": ").contains(message).doesNotContain("\n");
  }

  @Test
  void refusesElementsThatAreMissingOrTooMany() throws IOException {
    for (int bytes : new int[] {0, 11, 13, 24}) {
      Path file = Files.write(folder.resolve("a.npy"), HeaderBytes.version1(GOOD, bytes));
      ArrayFormatException fault =
          catchThrowableOfType(ArrayFormatException.class, () -> ArrayStores.open(file).close());
      assertThat(fault).isNotNull();
      assertThat(fault).message()
          .contains((10 + GOOD.length() + bytes) + " bytes",
              (10 + GOOD.length() + 12) + " bytes for float32 (3,)");
    }
  }
}
