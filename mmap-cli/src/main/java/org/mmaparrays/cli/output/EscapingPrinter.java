package org.mmaparrays.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/**
 * A printer to standard output or standard error that escapes every character by which text could control a terminal. Names, values and
 * messages come from files of any author.
 *
 * <p>{@code println(x)} prints exactly one line: it escapes line ends and tabs of {@code x}, too. {@code print(x)} keeps them; it is for text of the program itself,
 * such as a help text, and for JSON, whose strings have escapes already.
 */
public final class EscapingPrinter extends PrintWriter {
  /**
   * Creates a printer.
   *
   * @param target where the text goes
   * @param autoFlush whether each line is flushed
   */
  public EscapingPrinter(Writer target, boolean autoFlush) {
    super(target, autoFlush);
  }

  /** Returns the printer itself if it is one of this class, else one that prints to it. */
  public static EscapingPrinter of(PrintWriter printer) {
    return printer instanceof EscapingPrinter escaping ? escaping : new EscapingPrinter(printer, true);
  }

  @Override
  public void write(int c) {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] chars, int offset, int length) {
    write(String.valueOf(chars, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) {
    String escaped = ControlCharacters.escapeWithinLines(text.substring(offset, offset + length));
    super.write(escaped, 0, escaped.length());
  }

  @Override
  public void println(char[] line) {
    println(String.valueOf(line));
  }

  @Override
  public void println(char line) {
    println(String.valueOf(line));
  }

  @Override
  public void println(Object line) {
    println(String.valueOf(line));
  }

  @Override
  public void println(String line) {
    println("", line);
  }

  private void println(String indent, String line) {
    synchronized (lock) {
      print(indent + ControlCharacters.escape(line));
      println();
    }
  }

  /** Prints a failure with its stack trace, a line for each call. */
  public void printStackTrace(Throwable failure) {
    failure.printStackTrace(new PrintWriter(this) {
      @Override
      public void println(Object line) {
        printIndented(line);
      }
    });
    flush();
  }

  /** Prints a line that tabs may indent: the JDK prints calls so. */
  private void printIndented(Object line) {
    String text = String.valueOf(line);
    String rest = text.replaceFirst("^\t+", "");
    println("\t".repeat(text.length() - rest.length()), rest);
  }

  /** Prints text over the line that a terminal has the cursor in, and stays in it. */
  public void overwrite(String line) {
    synchronized (lock) {
      super.write("\r", 0, 1);
      print(ControlCharacters.escape(line));
      flush();
    }
  }

  /**
   * Returns a stream to this printer, for {@link System#setErr}: the JDK prints there why a thread has ended.
   *
   * @param charset of bytes that are written
   */
  public PrintStream asStream(Charset charset) {
    return new PrintStream(new Decoded(this, charset), true, charset) {
      @Override
      public void println(String line) {
        EscapingPrinter.this.println(line);
      }

      @Override
      public void println(Object line) {
        printIndented(line);
      }
    };
  }

  /** Bytes of text, printed as text. */
  private static final class Decoded extends OutputStream {
    private final EscapingPrinter printer;
    private final Charset charset;

    Decoded(EscapingPrinter printer, Charset charset) {
      this.printer = printer;
      this.charset = charset;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      // A PrintStream hands on whole characters.
      printer.print(new String(bytes, offset, length, charset));
    }

    @Override
    public void flush() {
      printer.flush();
    }
  }
}
