package org.mmaparrays.cli.commands;

import java.io.IOException;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.options.ReadOptions;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.options.TargetOptions;
import org.mmaparrays.cli.report.IncompleteRows;
import org.mmaparrays.cli.report.InfoReport;
import org.mmaparrays.cli.report.WriteState;
import org.mmaparrays.cli.scan.Copy;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import picocli.CommandLine.ExitCode;

/** {@code mmap convert}: the same array in another file, format or memory order. */
public final class ConvertCommand extends Command {
  private final Argument<ArrayRef> source = RefConverter.parameter(takes(), "SRC", "An existing array.");
  private final Argument<ArrayRef> target = RefConverter.parameter(takes(), "DST", "The new array.");
  private final Argument<MemoryOrder> order = takes().option("--order", "C|F", MemoryOrder.class,
      "Memory order of the new array: C if the last axis shall vary fastest, F if the first; default that of SRC.");
  private final Argument<Boolean> allowIncomplete = takes().flag("--allow-incomplete",
      "Copies SRC also if rows of it were never written, as zeros; else that is refused.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints what was made as one JSON document.");
  private final TargetOptions options = new TargetOptions(takes());
  private final ReadOptions reading = ReadOptions.ofSource(this);

  public ConvertCommand() {
    super("convert", "Copies an array to another file, format or memory order, and compares the two.");
    description("Copies a few MiB at a time, so arrays may be larger than memory.",
        "DST appears when it is complete: an error or an interrupt leaves what was there before.");
    footer("Examples:",
        "  mmap convert features.npy features.dat",
        "  mmap convert features.npy columns.npy --order F",
        "  mmap convert t10k.idx3-ubyte t10k.npy \\",
        "      --dtype uint8 --shape 10000,28,28 --offset 16");
  }

  @Override
  public Integer call() throws IOException {
    ArrayCreator creator = options.creator(target.given());
    ArrayStore store = creator.store();
    ArrayOpener opener = reading.opener(source.given());
    try (StoredArray from = open(allowIncomplete.isGiven() ? opener.allowIncomplete() : opener)) {
      // Before copying: rows that a writer adds later may be missing in the copy.
      WriteState state = WriteState.of(source.given(), opener);
      from.advise(ReadAdvice.SEQUENTIAL);
      ArraySpec wanted = spec(from.spec(), store);
      Copy copy = new Copy(from, target.given(), err());
      try (GuardedDraft draft = GuardedDraft.of(target.given(), wanted, creator, options.replace())) {
        copy.copyTo(draft.array());
        try (StoredArray written = draft.openWritten()) {
          copy.verify(written);
        }
        draft.publish();
      }
      if (!state.incomplete().isEmpty()) {
        err().println("mmap: " + source.given() + ": " + state.incomplete() + "; they are zeros in "
            + target.given() + ", where nothing tells so");
      }
      if (wanted.attributes().isEmpty() && !from.spec().attributes().isEmpty()) {
        err().println("mmap: " + target.given() + ": the " + store.name()
            + " store holds no attributes; left out "
            + String.join(", ", from.spec().attributes().asMap().keySet()));
      }
    }
    InfoReport.printMade(out(), target.given(), ArrayStores.opener(target.given()).store(store),
        json.isGiven());
    return ExitCode.OK;
  }

  private StoredArray open(ArrayOpener opener) throws IOException {
    try {
      return opener.open();
    } catch (IncompleteArrayException incomplete) {
      throw new CommandFailure(source.given(), new IncompleteRows(incomplete.incompleteRows())
          + ", and no writer is at work; let it go on, or add --allow-incomplete to copy them as zeros",
          incomplete);
    }
  }

  /** Returns the specification of the source, without the parts that the store cannot hold. */
  private ArraySpec spec(ArraySpec from, ArrayStore store) {
    MemoryOrder asked = order.value();
    ArraySpec wanted = asked == null ? from : from.withOrder(asked);
    if (asked == null && !store.capabilities().contains(Capability.FORTRAN_ORDER)) {
      wanted = wanted.withOrder(MemoryOrder.C);
    }
    return store.capabilities().contains(Capability.ATTRIBUTES)
        ? wanted
        : wanted.withAttributes(Attributes.NONE);
  }
}
