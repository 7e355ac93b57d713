package org.mmaparrays.cli.options;

import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.ArrayStore;
import picocli.CommandLine.ParameterException;

/** The options for reading an array. */
public final class ReadOptions {
  private final Command command;
  private final Argument<ArrayStore> store;
  private final Argument<Boolean> allowNetwork;
  private final Headerless headerless;

  private ReadOptions(Command command, Argument<ArrayStore> store, Argument<Boolean> allowNetwork,
      Headerless headerless) {
    this.command = command;
    this.store = store;
    this.allowNetwork = allowNetwork;
    this.headerless = headerless;
  }

  /** Adds the options to a command that has no other ones for stores and orders. */
  public static ReadOptions of(Command command) {
    return new ReadOptions(command,
        StoreConverter.option(command.takes(), "--store",
            "Reads the file with this store, whatever its name and content; mmap stores lists them."),
        command.takes().flag("--allow-network", "Does not warn of a file on a network file system."),
        new Headerless(command.takes(), "a file", "--order",
            "C if the last axis varies fastest (default), F if the first does."));
  }

  /** Adds the options to a command whose {@code --store} and {@code --order} are those of the result. */
  public static ReadOptions ofSource(Command command) {
    return new ReadOptions(command,
        StoreConverter.option(command.takes(), "--source-store",
            "Reads SRC with this store, whatever its name and content."),
        command.takes().flag("--allow-network", "Does not warn of files on a network file system."),
        new Headerless(command.takes(), "a SRC", "--source-order",
            "C if the last axis of SRC varies fastest (default), F if the first does."));
  }

  /**
   * Returns an opener with the store and the layout that the user gave.
   *
   * @throws ParameterException if there can be no such layout
   */
  public ArrayOpener opener(ArrayRef ref) {
    ArrayOpener opener = ArrayStores.opener(ref);
    if (allowNetwork.isGiven()) {
      opener = opener.allowNetwork();
    }
    ArrayStore chosen = store.value();
    try {
      return headerless.declareTo(chosen == null ? opener : opener.store(chosen));
    } catch (IllegalArgumentException tooLarge) {
      throw command.misuse(tooLarge);
    }
  }
}
