package org.mmaparrays.cli.commands;

import java.io.IOException;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.options.DTypeConverter;
import org.mmaparrays.cli.options.ElementParser;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.options.ShapeConverter;
import org.mmaparrays.cli.options.TargetOptions;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;
import org.mmaparrays.cli.report.InfoReport;
import org.mmaparrays.cli.scan.Tiling;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.StorageFaultException;
import picocli.CommandLine.ExitCode;

/** {@code mmap create}: a new array of zeros, or of one value. */
public final class CreateCommand extends Command {
  private final Argument<ArrayRef> ref = RefConverter.parameter(takes(), "REF", "The new array.");
  private final Argument<DType> dtype = DTypeConverter.option(takes());
  private final Argument<Shape> shape = ShapeConverter.option(takes());
  private final Argument<MemoryOrder> order = takes().option("--order", "C|F", MemoryOrder.class,
      "C if the last axis shall vary fastest (default), F if the first.");
  private final Argument<String> fill = takes().option("--fill", "VALUE", String.class,
      "Value of every element, written as mmap cat prints it; default zero.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints what was made as one JSON document.");
  private final TargetOptions target = new TargetOptions(takes());

  public CreateCommand() {
    super("create", "Makes a new array of zeros, or of one value.");
    description("Disk space is reserved, where the file system can, so that a full disk is found now.");
    footer("Examples:",
        "  mmap create features.npy --dtype float32 --shape 60000,784",
        "  mmap create big.dat --dtype '>f8' --shape 1000000,512 --order F",
        "  mmap create huge.npy --dtype float64 --shape 1000000,1000000 --sparse",
        "  mmap create ones.npy --dtype int16 --shape 3,4 --fill 1 --replace");
  }

  @Override
  public Integer call() throws IOException {
    ArraySpec array;
    Object value;
    try {
      array = new ArraySpec(dtype.given(), shape.given(), order.or(MemoryOrder.C), Attributes.NONE);
      String text = fill.value();
      value = text == null ? null : ElementParser.parse(text, dtype.given());
    } catch (IllegalArgumentException e) {
      throw misuse(e);
    }
    ArrayCreator creator = target.creator(ref.given());
    try (GuardedDraft draft = GuardedDraft.of(ref.given(), array, creator, target.replace())) {
      if (value != null) {
        fill(draft.array(), value);
      }
      draft.publish();
    } catch (StorageFaultException fault) {
      throw new CommandFailure(ref.given(),
          "could not be written, the disk is full or failed; nothing was created",
          fault);
    }
    InfoReport.printMade(out(), ref.given(),
        ArrayStores.opener(ref.given()).store(creator.store()), json.isGiven());
    return ExitCode.OK;
  }

  private void fill(StoredArray made, Object value) {
    ArraySpec array = made.spec();
    Tiling tiles = Tiling.of(array);
    try (Progress.Task progress =
        ProgressBars.ofBytes(err()).start("filling", array.byteSize())) {
      tiles.forEach(region -> {
        NdArray tile = made.view().region(region);
        tile.fill(value);
        progress.advance(tile.shape().elementCount() * array.dtype().byteSize());
      });
    }
  }
}
