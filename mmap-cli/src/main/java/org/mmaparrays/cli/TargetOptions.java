package org.mmaparrays.cli;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Space;
import org.mmaparrays.spi.ArrayStore;
import picocli.CommandLine.Option;

/** How to make a new array. */
final class TargetOptions {
  @Option(names = "--store", converter = StoreConverter.class, paramLabel = "NAME", description = "Format of the new file; default the one that takes its name. mmap stores lists them.")
  private @Nullable ArrayStore store;

  @Option(names = "--replace", description = "Replaces an existing file; who has it open keeps the old content.")
  private boolean replace;

  @Option(names = "--sparse", description = "Takes disk space as elements are written, rather than reserving it; the file may be larger than the disk.")
  private boolean sparse;

  /** How the new array is to be made. */
  ArrayCreator creator(ArrayRef target) {
    ArrayCreator creator = ArrayStores.creator(target);
    if (store != null) {
      creator = creator.store(store);
    }
    return sparse ? creator.space(Space.SPARSE) : creator;
  }

  boolean replace() {
    return replace;
  }
}
