package org.mmaparrays.cli.options;

import java.util.List;
import java.util.stream.Collectors;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.spi.ArrayStore;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds an installed store by its name. */
final class StoreConverter implements ITypeConverter<ArrayStore> {
  /** Returns an option that names a store. */
  static Argument<ArrayStore> option(Arguments takes, String name, String description) {
    return takes.option(name, "NAME", ArrayStore.class, new StoreConverter(), description);
  }

  @Override
  public ArrayStore convert(String name) {
    List<ArrayStore> installed = ArrayStores.installed();
    return installed.stream()
        .filter(store -> store.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(
            "no store is named '" + name + "'; installed: "
                + installed.stream().map(ArrayStore::name).collect(Collectors.joining(", "))));
  }
}
