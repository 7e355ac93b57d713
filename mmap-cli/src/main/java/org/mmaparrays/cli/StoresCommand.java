package org.mmaparrays.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mmap stores}: the installed storage formats. */
@Command(name = "stores", header = "Lists the installed stores, one for each storage format, and what each can do.", footer = {
    "",
    "A store is found if its jar is on the class path. What it can do:",
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
    "  decoded          arrays that are stored in blocks, and decoded"})
final class StoresCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<ArrayStore> stores = ArrayStores.installed();
    if (json) {
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
