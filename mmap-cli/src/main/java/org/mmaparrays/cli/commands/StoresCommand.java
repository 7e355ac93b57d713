package org.mmaparrays.cli.commands;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import picocli.CommandLine.ExitCode;

/** {@code mmap stores}: the installed storage formats. */
public final class StoresCommand extends Command {
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");

  public StoresCommand() {
    super("stores", "Lists the installed stores, one for each storage format, and what each can do.");
    footer("A store is found if its jar is on the class path. What it can do:",
        "  write            existing arrays can be changed in place",
        "  create           new arrays can be made",
        "  any-dtype        every element type, in both byte orders",
        "  any-rank         any number of axes, from none",
        "  zero-length      axes of length zero",
        "  fortran-order    column-major storage",
        "  attributes       named values beside the array",
        "  declared-layout  files without header, given --dtype and --shape",
        "  members          several arrays in a file, FILE#MEMBER each",
        "  flock            other programs heed flock(2) on these files, and so do we",
        "  decoded          arrays that are stored in blocks, and decoded");
  }

  @Override
  public Integer call() throws IOException {
    EscapingPrinter out = out();
    List<ArrayStore> stores = ArrayStores.installed();
    if (json.isGiven()) {
      Json.write(out, document -> {
        document.writeStartArray();
        for (ArrayStore store : stores) {
          document.writeStartObject();
          document.writeStringField("name", store.name());
          document.writeFieldName("capabilities");
          Json.value(document, capabilities(store));
          document.writeEndObject();
        }
        document.writeEndArray();
      });
    } else {
      stores.forEach(store -> out.println(store.name() + ": " + String.join(", ", capabilities(store))));
    }
    return ExitCode.OK;
  }

  private static List<String> capabilities(ArrayStore store) {
    return Capability.closure(store.capabilities()).stream()
        .sorted()
        .map(capability -> capability.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }
}
