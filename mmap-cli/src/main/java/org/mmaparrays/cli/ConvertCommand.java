package org.mmaparrays.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Attributes;
import org.mmaparrays.MemoryOrder;
import org.mmaparrays.ReadAdvice;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmap convert}: the same array in another file, format or memory order. */
@Command(name = "convert", header = "Copies an array to another file, format or memory order, and compares the two.", description = {
    "Copies a few MiB at a time, so arrays may be larger than memory.",
    "DST appears when it is complete: an error or an interrupt leaves what was there before."}, footer = {
        "",
        "Examples:",
        "  mmap convert features.npy features.dat",
        "  mmap convert features.npy columns.npy --order F",
        "  mmap convert t10k.idx3-ubyte t10k.npy \\",
        "      --dtype uint8 --shape 10000,28,28 --offset 16"})
final class ConvertCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SRC", converter = RefConverter.class, description = "An existing array.")
  private ArrayRef source;

  @Parameters(index = "1", paramLabel = "DST", converter = RefConverter.class, description = "The new array.")
  private ArrayRef target;

  @Option(names = "--order", paramLabel = "C|F", description = "Memory order of the new array: C if the last axis shall vary fastest, F if the first;"
      + " default that of SRC.")
  private @Nullable MemoryOrder order;

  @Option(names = "--json", description = "Prints what was made as one JSON document.")
  private boolean json;

  @Mixin
  private TargetOptions options;

  @Option(names = "--source-store", converter = StoreConverter.class, paramLabel = "NAME", description = "Reads SRC with this store, whatever its name and content.")
  private @Nullable ArrayStore sourceStore;

  @Option(names = "--allow-network", description = "Does not warn of files on a network file system.")
  private boolean allowNetwork;

  @ArgGroup(exclusive = false, heading = "%nFor a SRC without header or sidecar:%n")
  private Headerless.@Nullable ToConvert headerless;

  @Override
  public Integer call() throws IOException {
    ArrayCreator creator = options.creator(target);
    ArrayStore store = creator.store();
    ArrayOpener opener = ReadOptions.opener(spec, source, sourceStore, headerless, allowNetwork);
    try (StoredArray from = opener.open()) {
      // Before they are copied: rows written meanwhile may be missing in the copy.
      WriteState state = WriteState.of(from.info(), opener);
      from.advise(ReadAdvice.SEQUENTIAL);
      ArraySpec wanted = spec(from.spec(), store);
      Copy copy = new Copy(from, target, spec.commandLine().getErr());
      try (GuardedDraft draft = GuardedDraft.of(target, wanted, creator, options.replace())) {
        copy.copyTo(draft.array());
        try (StoredArray written = draft.openWritten()) {
          copy.verify(written);
        }
        draft.publish();
      }
      state.incomplete().ifPresent(rows -> spec.commandLine().getErr()
          .println("mmap: " + source + ": " + rows + "; nothing in " + target + " tells so"));
      if (wanted.attributes().isEmpty() && !from.spec().attributes().isEmpty()) {
        spec.commandLine().getErr().println("mmap: " + target + ": the " + store.name()
            + " store holds no attributes; left out "
            + String.join(", ", from.spec().attributes().asMap().keySet()));
      }
    }
    InfoReport.printMade(spec.commandLine().getOut(), ArrayStores.opener(target).store(store),
        json);
    return ExitCode.OK;
  }

  /** What the source is, as far as the store can hold it. */
  private ArraySpec spec(ArraySpec from, ArrayStore store) {
    ArraySpec wanted = order == null ? from : from.withOrder(order);
    if (order == null && !store.capabilities().contains(Capability.FORTRAN_ORDER)) {
      wanted = wanted.withOrder(MemoryOrder.C);
    }
    return store.capabilities().contains(Capability.ATTRIBUTES)
        ? wanted
        : wanted.withAttributes(Attributes.NONE);
  }
}
