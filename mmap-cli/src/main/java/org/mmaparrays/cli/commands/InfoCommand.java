package org.mmaparrays.cli.commands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.Failures;
import org.mmaparrays.cli.options.ReadOptions;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.InfoReport;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.cli.report.WriteState;
import org.mmaparrays.model.ArrayRef;
import picocli.CommandLine.ExitCode;

/** {@code mmap info}: shows arrays, from their metadata. */
public final class InfoCommand extends Command {
  private final Argument<List<ArrayRef>> refs =
      takes().parameters("REF", ArrayRef.class, new RefConverter(), "Arrays: FILE or FILE#MEMBER.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");
  private final ReadOptions reading = ReadOptions.of(this);

  public InfoCommand() {
    super("info", "Shows dtype, shape and layout of arrays, having checked them against the files.");
    description("Reads metadata only, so it takes no longer for a terabyte than for a kilobyte.");
    footer("Examples:",
        "  mmap info features.npy",
        "  mmap info --json *.npy | jq '.[] | .shape'",
        "  mmap info t10k.idx3-ubyte --dtype uint8 --shape 10000,28,28 --offset 16",
        "",
        "--json prints one object for one REF, and a list of objects for several.");
  }

  @Override
  public Integer call() throws IOException {
    EscapingPrinter out = out();
    List<WriteState> found = new ArrayList<>();
    int code = ExitCode.OK;
    for (ArrayRef ref : refs.given()) {
      ArrayOpener opener = reading.opener(ref);
      try {
        found.add(WriteState.of(ref, opener));
      } catch (IOException unreadable) {
        // One broken file among many must not hide the others.
        code = Failures.report(line(), unreadable, ref.toString());
      }
    }
    if (!json.isGiven()) {
      found.forEach(state -> InfoReport.print(out, state));
    } else if (refs.given().size() > 1) {
      Json.write(out, document -> {
        document.writeStartArray();
        for (WriteState state : found) {
          InfoReport.write(document, state);
        }
        document.writeEndArray();
      });
    } else if (!found.isEmpty()) {
      Json.write(out, document -> InfoReport.write(document, found.getFirst()));
    }
    return code;
  }
}
