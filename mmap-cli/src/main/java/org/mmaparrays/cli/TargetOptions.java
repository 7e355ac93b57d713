package org.mmaparrays.cli;

import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Space;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.spi.ArrayStore;

/** How to make a new array. */
final class TargetOptions {
  private final Argument<ArrayStore> store;
  private final Argument<Boolean> replace;
  private final Argument<Boolean> sparse;

  TargetOptions(Arguments takes) {
    store = StoreConverter.option(takes, "--store",
        "Format of the new file; default the one that takes its name. mmap stores lists them.");
    replace = takes.flag("--replace", "Replaces an existing file; who has it open keeps the old content.");
    sparse = takes.flag("--sparse",
        "Takes disk space as elements are written, rather than reserving it; the file may be larger than the disk.");
  }

  /** How the new array is to be made. */
  ArrayCreator creator(ArrayRef target) {
    ArrayCreator creator = ArrayStores.creator(target);
    ArrayStore chosen = store.value();
    if (chosen != null) {
      creator = creator.store(chosen);
    }
    return sparse.isGiven() ? creator.space(Space.SPARSE) : creator;
  }

  boolean replace() {
    return replace.isGiven();
  }
}
