package org.mmaparrays.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import org.mmaparrays.cli.command.Failures;
import org.mmaparrays.cli.output.CheckedOutput;
import org.mmaparrays.cli.output.EscapingPrinter;
import picocli.CommandLine.ExitCode;

/** Runs one command of {@code mmap}. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name, and exits with its code. */
  public static void main(String[] args) {
    // Not System.out, which swallows the failure of a closed pipe: a long output would be computed in vain.
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), System.out.charset()));
    EscapingPrinter err = new EscapingPrinter(new PrintWriter(System.err, true, System.err.charset()), true);
    System.setErr(err.asStream(System.err.charset()));
    int code = run(out, err, args);
    if (code != ExitCode.OK) {
      System.exit(code); // Not always: it sets up logging, which takes longer than many a command.
    }
  }

  /** Runs a command with the given standard output and standard error; gives the exit code. */
  static int run(Writer out, PrintWriter err, String... args) {
    EscapingPrinter escaping = EscapingPrinter.of(err);
    try {
      EscapingPrinter checked = CheckedOutput.of(out);
      int code = Commands.execute(checked, escaping, args);
      checked.flush();
      return code;
    } catch (CheckedOutput.Failed failed) {
      return Failures.report(escaping, failed, "standard output");
    }
  }
}
