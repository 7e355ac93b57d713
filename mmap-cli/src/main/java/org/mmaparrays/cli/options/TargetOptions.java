package org.mmaparrays.cli.options;

import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Space;
import org.mmaparrays.spi.ArrayStore;

/** The options for a new array. */
public final class TargetOptions {
  private final Argument<ArrayStore> store;
  private final Argument<Boolean> replace;
  private final Argument<Boolean> newOwner;
  private final Argument<Boolean> sparse;

  public TargetOptions(Arguments takes) {
    store = StoreConverter.option(takes, "--store",
        "Format of the new file; default the one that takes its name. mmap stores lists them.");
    replace = takes.flag("--replace", "Replaces an existing file; who has it open keeps the old content.");
    newOwner = takes.flag("--new-owner",
        "With --replace: the new file may belong to this user, where the old one is another user's; else that is refused.");
    sparse = takes.flag("--sparse",
        "Takes disk space as elements are written, rather than reserving it; the file may be larger than the disk.");
  }

  /** Returns a creator with the options that the user gave. */
  public ArrayCreator creator(ArrayRef target) {
    ArrayCreator creator = ArrayStores.creator(target);
    ArrayStore chosen = store.value();
    if (chosen != null) {
      creator = creator.store(chosen);
    }
    if (newOwner.isGiven()) {
      creator = creator.allowNewOwner();
    }
    return sparse.isGiven() ? creator.space(Space.SPARSE) : creator;
  }

  public boolean replace() {
    return replace.isGiven();
  }
}
