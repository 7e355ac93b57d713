package org.mmaparrays.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mmaparrays.ArrayInfo;
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
    if (refs.size() == 1) {
      ArrayInfo info = reading.opener(refs.getFirst()).inspect();
      if (json) {
        Json.write(out, document -> InfoReport.write(document, info));
      } else {
        InfoReport.print(out, info);
      }
      return ExitCode.OK;
    }
    List<ArrayInfo> found = new ArrayList<>();
    int code = ExitCode.OK;
    for (ArrayRef ref : refs) {
      try {
        found.add(reading.opener(ref).inspect());
      } catch (IOException unreadable) {
        // One broken file among many must not hide the others.
        code = Failures.report(spec.commandLine(), unreadable, ref.toString());
      }
    }
    if (json) {
      Json.write(out, document -> {
        document.writeStartArray();
        for (ArrayInfo info : found) {
          InfoReport.write(document, info);
        }
        document.writeEndArray();
      });
    } else {
      found.forEach(info -> InfoReport.print(out, info));
    }
    return code;
  }
}
