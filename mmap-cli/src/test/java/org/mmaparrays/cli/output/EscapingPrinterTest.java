package org.mmaparrays.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EscapingPrinterTest {
  private final StringWriter printed = new StringWriter();
  private final EscapingPrinter printer = new EscapingPrinter(printed, true);

  /** All characters by which text could control a terminal. */
  private static String hostile() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < ' '; c++) {
      all.append(c);
    }
    for (char c = 0x7F; c < 0xA0; c++) {
      all.append(c);
    }
    return all.append(
        "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ud800 \udc00")
        .toString();
  }

  private static String escapes(String text) {
    StringBuilder escapes = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      escapes.append(switch (c) {
        case ' ' -> " ";
        case '\n' -> "\\n";
        case '\r' -> "\\r";
        case '\t' -> "\\t";
        default -> String.format(Locale.ROOT, "\\u%04X", (int) c);
      });
    }
    return escapes.toString();
  }

  @Test
  void aLineIsOneLine() {
    printer.println(hostile());
    assertThat(printed).hasToString(escapes(hostile()) + "\n");
  }

  @Test
  void whateverIsPrintedAsALine() {
    printer.println(List.of("a\nb"));
    printer.println("c\nd".toCharArray());
    printer.println('\n');
    assertThat(printed).hasToString("[a\\nb]\nc\\nd\n\\n\n");
  }

  @Test
  void textOfSeveralLinesKeepsThemAndItsTabs() {
    printer.print("a\n\tb\r\u001b[31m");
    printer.write('\u0007');
    printer.write("xx\u007fx".toCharArray(), 2, 1);
    printer.write("xx\u009bx", 1, 2);
    printer.append('\u202e').format("%s%n", "\u2028");
    assertThat(printed)
        .hasToString("a\n\tb\\r\\u001B[31m\\u0007\\u007Fx\\u009B\\u202E\\u2028\n");
  }

  @Test
  void otherTextIsLeftAlone() {
    String text = "données ☃ 名前 שלום \ud83d\ude00 a\\nb \u00a0 'x' \"y\"";
    printer.println(text);
    printer.print(text);
    assertThat(printed).hasToString(text + "\n" + text);
    assertThat(ControlCharacters.escape(text)).isSameAs(text);
  }

  @Test
  void whatIsEscapedStaysAsItIs() {
    String escaped = ControlCharacters.escape(hostile());
    assertThat(ControlCharacters.escape(escaped)).isEqualTo(escaped);
  }

  @Test
  void aStackTraceHasALineForEachCall() {
    IOException failure = new IOException("a\n\tat evil\u001b[2J", new IllegalStateException("b\nc"));
    failure.addSuppressed(new IOException("d\ne"));
    printer.printStackTrace(failure);
    assertThat(printed.toString().lines())
        .contains("java.io.IOException: a\\n\\tat evil\\u001B[2J",
            "Caused by: java.lang.IllegalStateException: b\\nc", "\tSuppressed: java.io.IOException: d\\ne")
        .anyMatch(line -> line.startsWith("\tat org.mmaparrays.cli.output.EscapingPrinterTest."))
        .noneMatch(line -> line.contains("\tat evil"));
  }

  @Test
  void aStreamToItIsNoWayAround() {
    PrintStream stream = printer.asStream(StandardCharsets.UTF_8);
    stream.print("a ☃\n\u001b");
    stream.println("b\nc");
    stream.println((Object) "\td\te");
    stream.printf("%s%n", "\u202e");
    stream.write(0x1b);
    stream.writeBytes("\u009b☃".getBytes(StandardCharsets.UTF_8));
    stream.flush();
    assertThat(printed).hasToString("a ☃\n\\u001Bb\\nc\n\td\\te\n\\u202E\n\\u001B\\u009B☃");
  }

  @Test
  void onlyAProgressBarGoesBackToTheStartOfTheLine() {
    printer.overwrite("half\u001b[A\rdone");
    printer.overwrite("");
    assertThat(printed).hasToString("\rhalf\\u001B[A\\rdone\r");
  }

  @Test
  void isItsOwnPrinter() {
    assertThat(EscapingPrinter.of(printer)).isSameAs(printer);
    EscapingPrinter.of(new PrintWriter(printed)).println("\u001b");
    assertThat(printed).hasToString("\\u001B\n");
  }
}
