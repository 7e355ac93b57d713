package org.mmaparrays.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.cli.output.CheckedOutput;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.model.Writer;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on standard error and an exit code; nothing else does. */
public final class Failures {
  /** The option that adds the stack trace. */
  public static final String DEBUG = "--debug";

  private Failures() {}

  /** Reports a command line that cannot be understood, and returns the exit code. */
  public static int misused(ParameterException misuse, String[] args) {
    CommandLine line = misuse.getCommandLine();
    String what = String.valueOf(misuse.getMessage())
        .replaceFirst("^Error: ", "")
        .replaceFirst(
            "^Invalid value for (?:option '(.*?)'|positional parameter at index \\S+ \\((.*?)\\)): ",
            "$1$2: ");
    if (misuse instanceof UnmatchedArgumentException unmatched && line.getParent() == null) {
      List<String> close = unmatched.getSuggestions();
      what = "there is no command " + unmatched.getUnmatched().getFirst()
          + (close.isEmpty() ? "" : " (did you mean " + String.join(" or ", close) + "?)");
    }
    print(EscapingPrinter.of(line.getErr()),
        what + "; see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** Reports the exception of a command, and returns the exit code. */
  public static int failed(Exception thrown, CommandLine line, ParseResult parsed) {
    Throwable failure =
        thrown instanceof ExecutionException && thrown.getCause() instanceof Error error ? error : thrown;
    String subject = line.getParseResult().matchedPositionals().stream()
        .findFirst()
        .map(ArgSpec::originalStringValues)
        .map(values -> values.getFirst())
        .orElse(line.getCommandName());
    return report(line, failure, subject);
  }

  /** Prints the line for a failure of a command that concerns a REF, with the stack trace if the user asks for it. */
  public static int report(CommandLine line, Throwable failure, String subject) {
    EscapingPrinter err = EscapingPrinter.of(line.getErr());
    OptionSpec debug = line.getCommandSpec().findOption(DEBUG);
    if (debug != null && Boolean.TRUE.equals(debug.getValue()) && !isQuiet(failure)) {
      err.printStackTrace(failure);
    }
    return report(err, failure, subject);
  }

  /** Prints the line for a failure that concerns a REF or another subject, and returns the exit code. */
  public static int report(EscapingPrinter err, Throwable failure, String subject) {
    if (isQuiet(failure)) {
      return ExitCode.OK;
    }
    print(err, describe(failure, subject));
    return ExitCode.SOFTWARE;
  }

  private static boolean isQuiet(Throwable failure) {
    return failure instanceof CheckedOutput.Failed output && output.isClosedPipe();
  }

  private static void print(EscapingPrinter err, String text) {
    err.println("mmap: " + text);
    err.flush();
  }

  /** Describes a failure and the way out, with the file or the subject, without the name of the program. */
  public static String describe(Throwable failure, String subject) {
    return switch (failure) {
      case CommandFailure own -> message(own);
      case ArrayFormatException malformed -> message(malformed);
      case IncompleteArrayException incomplete -> message(incomplete);
      case UnsupportedArrayException unsupported -> message(unsupported);
      case SpecMismatchException mismatch -> message(mismatch);
      case StorageFaultException fault -> message(fault);
      case CheckedOutput.Failed output ->
        "standard output: " + message(output) + "; the output is not complete";
      case FileSystemException refused -> describe(refused, subject);
      case IOException io -> subject + ": " + message(io) + "; check the file and its disk";
      case OutOfMemoryError memory -> subject + ": out of memory: " + message(memory)
          + "; set MMAP_JAVA_OPTS=-Xmx4g or more, or take less at a time";
      default -> subject + ": failed in a way that was not foreseen: " + failure
          + "; add --debug and report what it prints";
    };
  }

  private static String describe(FileSystemException refused, String subject) {
    String reason = refused.getReason();
    String advice = switch (refused) {
      case NoSuchFileException missing when reason == null -> "there is no such file; check the path";
      case AccessDeniedException denied when reason == null ->
        "permission denied; check owner and mode of the file and of its folder";
      case FileAlreadyExistsException exists -> "exists already; choose another name, or add --replace";
      case ArrayLockedException locked -> "is being written by " + holders(locked)
          + "; wait until it is closed, or end that process";
      default -> reason == null ? "the system refuses (" + refused.getClass().getSimpleName() + ")" : reason;
    };
    return (refused.getFile() == null ? subject : refused.getFile()) + ": " + advice;
  }

  private static String holders(ArrayLockedException locked) {
    return locked.holders().isEmpty()
        ? "somebody who left no record"
        : locked.holders().stream().map(Writer::toString).collect(Collectors.joining("; "));
  }

  private static String message(@Nullable Throwable failure) {
    return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
  }
}
