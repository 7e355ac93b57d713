package org.mmaparrays.cli;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.spi.ArrayStore;
import picocli.CommandLine.Option;

/** How to make a new array. */
final class TargetOptions {
  @Option(names = "--store", converter = StoreConverter.class, paramLabel = "NAME", description = "Format of the new file; default the one that takes its name. mmap stores lists them.")
  private @Nullable ArrayStore store;

  @Option(names = "--replace", description = "Replaces an existing file; who has it open keeps the old content.")
  private boolean replace;

  ArrayStore store(ArrayRef target) {
    return store != null ? store : TargetStore.of(target);
  }

  boolean replace() {
    return replace;
  }
}
