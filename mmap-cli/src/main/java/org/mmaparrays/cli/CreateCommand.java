package org.mmaparrays.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Attributes;
import org.mmaparrays.DType;
import org.mmaparrays.MemoryOrder;
import org.mmaparrays.NdArray;
import org.mmaparrays.Shape;
import org.mmaparrays.StorageFaultException;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmap create}: a new array of zeros, or of one value. */
@Command(name = "create", header = "Makes a new array of zeros, or of one value.", description = "Disk space is reserved, where the file system can, so that a full disk is found now.", footer = {
    "",
    "Examples:",
    "  mmap create features.npy --dtype float32 --shape 60000,784",
    "  mmap create big.dat --dtype '>f8' --shape 1000000,512 --order F",
    "  mmap create huge.npy --dtype float64 --shape 1000000,1000000 --sparse",
    "  mmap create ones.npy --dtype int16 --shape 3,4 --fill 1 --replace"})
@SuppressWarnings("NullAway.Init") // picocli sets what is required, or reports that it is missing
final class CreateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "REF", converter = RefConverter.class, description = "The new array.")
  private ArrayRef ref;

  @Option(names = "--dtype", required = true, converter = DTypeConverter.class, paramLabel = "DTYPE", description = "Type of the elements: float32, uint8, or a typestring such as >f4.")
  private DType dtype;

  @Option(names = "--shape", required = true, converter = ShapeConverter.class, paramLabel = "N,N,...", description = "Lengths of the axes: 60000,28,28; () for a scalar.")
  private Shape shape;

  @Option(names = "--order", paramLabel = "C|F", description = "C if the last axis shall vary fastest (default), F if the first.")
  private MemoryOrder order = MemoryOrder.C;

  @Option(names = "--fill", paramLabel = "VALUE", description = "Value of every element, written as mmap cat prints it; default zero.")
  private @Nullable String fill;

  @Option(names = "--json", description = "Prints what was made as one JSON document.")
  private boolean json;

  @Mixin
  private TargetOptions target;

  @Override
  public Integer call() throws IOException {
    ArraySpec array;
    Object value;
    try {
      array = new ArraySpec(dtype, shape, order, Attributes.NONE);
      value = fill == null ? null : FillValue.parse(fill, dtype);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    ArrayCreator creator = target.creator(ref);
    try (GuardedDraft draft = GuardedDraft.of(ref, array, creator, target.replace())) {
      if (value != null) {
        fill(draft.array(), value);
      }
      draft.publish();
    } catch (StorageFaultException fault) {
      throw new CommandFailure(ref, "could not be written, the disk is full or failed; nothing was created",
          fault);
    }
    InfoReport.printMade(spec.commandLine().getOut(),
        ArrayStores.opener(ref).store(creator.store()), json);
    return ExitCode.OK;
  }

  private void fill(StoredArray made, Object value) {
    ArraySpec array = made.spec();
    Tiling tiles = Tiling.of(array);
    try (Progress.Task progress =
        ProgressBars.ofBytes(spec.commandLine().getErr()).start("filling", array.byteSize())) {
      tiles.forEach(region -> {
        NdArray tile = made.view().region(region);
        tile.fill(value);
        progress.advance(tile.shape().elementCount() * array.dtype().byteSize());
      });
    }
  }
}
