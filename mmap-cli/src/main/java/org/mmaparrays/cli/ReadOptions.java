package org.mmaparrays.cli;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.spi.ArrayStore;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How to read an array, for commands that have nothing else to say about stores and orders. */
final class ReadOptions {
  @Option(names = "--store", converter = StoreConverter.class, paramLabel = "NAME", description = "Reads the file with this store, whatever its name and content; mmap stores lists them.")
  private @Nullable ArrayStore store;

  @Option(names = "--allow-network", description = "Does not warn of a file on a network file system.")
  private boolean allowNetwork;

  @ArgGroup(exclusive = false, heading = "%nFor a file without header or sidecar:%n")
  private Headerless.@Nullable ToRead headerless;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** An opener with the store and the layout that the user gave. */
  ArrayOpener opener(ArrayRef ref) {
    return opener(spec, ref, store, headerless, allowNetwork);
  }

  static ArrayOpener opener(CommandSpec spec, ArrayRef ref, @Nullable ArrayStore store,
      @Nullable Headerless headerless, boolean allowNetwork) {
    ArrayOpener opener = allowNetwork ? ArrayStores.opener(ref).allowNetwork() : ArrayStores.opener(ref);
    if (store != null) {
      opener = opener.store(store);
    }
    try {
      return headerless == null ? opener : headerless.declareTo(opener);
    } catch (IllegalArgumentException tooLarge) {
      throw new ParameterException(spec.commandLine(), String.valueOf(tooLarge.getMessage()), tooLarge);
    }
  }
}
