package org.mmaparrays.cli.commands;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import picocli.CommandLine.ExitCode;

/** {@code mmap recover}: finishes or withdraws the work of writers that died. */
public final class RecoverCommand extends Command {
  private final Argument<ArrayRef> ref =
      RefConverter.parameter(takes(), "REF", "An array: FILE or FILE#MEMBER.");
  private final Argument<Version> as = takes().option("--as", "old|new", Version.class,
      "Of a file that was copied while it was being replaced, and whose size does not tell: whether it is the array as it was "
          + "before (old) or after (new).");
  private final Argument<Boolean> discardJournal = takes().flag("--discard-journal",
      "Gives up the changes of a commit that was cut short; elements that it has written stay.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");

  /** The two arrays that a file may be that was copied while it was being replaced. */
  enum Version {
    OLD, NEW
  }

  public RecoverCommand() {
    super("recover", "Tidies up after a program that died while it replaced or changed an array.");
    description(
        "Every other reading command changes no file, and reads an array in any state that a crash can leave, unless it says that "
            + "this command is needed. "
            + "This one finishes or withdraws a replacement, finishes a commit, and removes unfinished files: only files of "
            + "this user, in the folder of the array. It is refused while a writer is at work.",
        "Prints a line for each change. Rows that were never written stay unwritten: their writer goes on with them.");
    footer("Examples:",
        "  mmap recover features.dat",
        "  mmap recover copied.dat --as old",
        "  mmap recover weights.npy --discard-journal");
  }

  @Override
  public Integer call() throws IOException {
    Set<RecoveryOption> options = EnumSet.noneOf(RecoveryOption.class);
    if (as.isGiven()) {
      options.add(as.given() == Version.OLD ? RecoveryOption.KEEP_OLD : RecoveryOption.KEEP_NEW);
    }
    if (discardJournal.isGiven()) {
      options.add(RecoveryOption.DISCARD_JOURNAL);
    }
    Recovery recovery = ArrayStores.recover(ref.given(), options.toArray(RecoveryOption[]::new));
    EscapingPrinter out = out();
    if (json.isGiven()) {
      Json.write(out, document -> write(document, recovery));
    } else if (recovery.actions().isEmpty()) {
      out.println(ref.given() + ": nothing to recover");
    } else {
      recovery.actions().forEach(out::println);
    }
    return ExitCode.OK;
  }

  private void write(JsonGenerator document, Recovery recovery) throws IOException {
    document.writeStartObject();
    document.writeStringField("ref", ref.given().toString());
    document.writeArrayFieldStart("actions");
    for (Recovery.Action action : recovery.actions()) {
      document.writeStartObject();
      document.writeStringField("file", action.file().toString());
      document.writeStringField("done", action.done());
      document.writeEndObject();
    }
    document.writeEndArray();
    document.writeEndObject();
  }
}
