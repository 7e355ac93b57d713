package org.mmaparrays.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmap info}: what arrays are, from their metadata. */
@Command(name = "info", header = "Shows dtype, shape and layout of arrays, having checked them against the files.", description = "Reads metadata only, so it takes no longer for a terabyte than for a kilobyte.", footer = {
    "",
    "Examples:",
    "  mmap info features.npy",
    "  mmap info --json *.npy | jq '.[] | .shape'",
    "  mmap info t10k.idx3-ubyte --dtype uint8 --shape 10000,28,28 --offset 16",
    "",
    "--json prints one object for one REF, and a list of objects for several."})
final class InfoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "REF", arity = "1..*", converter = RefConverter.class, description = "Arrays: FILE or FILE#MEMBER.")
  private List<ArrayRef> refs;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Mixin
  private ReadOptions reading;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<WriteState> found = new ArrayList<>();
    int code = ExitCode.OK;
    for (ArrayRef ref : refs) {
      ArrayOpener opener = reading.opener(ref);
      try {
        WriteState state = WriteState.of(opener.inspect(), opener);
        found.add(state);
        if (state.fault() != null) {
          throw state.fault();
        }
      } catch (IOException unreadable) {
        // One broken file among many must not hide the others.
        code = Failures.report(spec.commandLine(), unreadable, ref.toString());
      }
    }
    if (!json) {
      found.forEach(state -> InfoReport.print(out, state));
    } else if (refs.size() > 1) {
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
