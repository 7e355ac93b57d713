package org.mmaparrays.internal.stores;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Recognition;

/** The stores one can choose from, and the choice. */
public final class StoreRegistry {
  private static @Nullable StoreRegistry installed;

  private final Map<String, ArrayStore> stores;

  /**
   * A registry of the given stores.
   *
   * @throws IllegalStateException if two have the same name
   */
  StoreRegistry(Iterable<ArrayStore> stores) {
    Map<String, ArrayStore> byName = new LinkedHashMap<>();
    for (ArrayStore store : stores) {
      ArrayStore other = byName.putIfAbsent(store.name(), store);
      if (other != null) {
        throw new IllegalStateException(
            "two stores are named '" + store.name() + "': " + other.getClass().getName() + " and "
                + store.getClass().getName() + "; remove one from the class path or module path");
      }
    }
    this.stores = byName;
  }

  /** The stores on the class path or module path, in the order of their names. */
  public static synchronized StoreRegistry installed() {
    // Not a constant of a class: its failure would be told once, and be a NoClassDefFoundError from then on.
    if (installed == null) {
      installed = new StoreRegistry(load());
    }
    return installed;
  }

  private static List<ArrayStore> load() {
    List<ArrayStore> loaded = new ArrayList<>();
    ServiceLoader.load(ArrayStore.class, StoreRegistry.class.getClassLoader()).stream().forEach(provider -> {
      try {
        loaded.add(provider.get());
      } catch (ServiceConfigurationError broken) {
        // One broken plugin must not take the others with it.
        System.getLogger(StoreRegistry.class.getName()).log(
            Logger.Level.WARNING,
            "store " + provider.type().getName() + " is not usable: " + broken.getMessage(), broken);
      }
    });
    loaded.sort((one, other) -> one.name().compareTo(other.name()));
    return loaded;
  }

  public List<ArrayStore> all() {
    return List.copyOf(stores.values());
  }

  /**
   * The store of a name.
   *
   * @throws IllegalArgumentException if none has it
   */
  public ArrayStore named(String name) {
    ArrayStore store = stores.get(name);
    if (store == null) {
      throw new IllegalArgumentException("no store is named '" + name + "'; installed: " + names());
    }
    return store;
  }

  /**
   * The one store that recognises a file; by content if any does, else by name.
   *
   * @throws UnsupportedArrayException if none or several do, with the reason of each
   */
  public ArrayStore recognizing(Candidate candidate) throws UnsupportedArrayException {
    List<ArrayStore> byContent = new ArrayList<>();
    List<ArrayStore> byName = new ArrayList<>();
    List<String> declined = new ArrayList<>();
    for (ArrayStore store : stores.values()) {
      Recognition answer = store.recognizes(candidate);
      if (answer instanceof Recognition.Declined no) { // A switch over types is linked at run time, which short commands feel.
        declined.add(store.name() + " (" + no.reason() + ")");
      } else {
        (answer instanceof Recognition.ByContent ? byContent : byName).add(store);
      }
    }
    List<ArrayStore> best = byContent.isEmpty() ? byName : byContent;
    return switch (best.size()) {
      case 1 -> best.getFirst();
      case 0 -> throw new UnsupportedArrayException(
          candidate.file(),
          "no installed store takes this " + (candidate.exists() ? "file" : "name") + ": "
              + (declined.isEmpty() ? "none is installed" : String.join(", ", declined))
              + (candidate.exists()
                  ? "; name the store, or give dtype and shape if the file is headerless"
                  : "; choose another name, or the store (--store, or ArrayCreator.store)"));
      default -> throw new UnsupportedArrayException(
          candidate.file(), "several stores take this " + (candidate.exists() ? "file" : "name") + ": "
              + names(best) + "; name the one to use");
    };
  }

  /**
   * Returns the store for a file of a declared layout: the one that recognises the content, so that it can object,
   * else the one that takes declared layouts.
   */
  public ArrayStore declared(Candidate candidate) throws UnsupportedArrayException {
    for (ArrayStore store : stores.values()) {
      if (store.recognizes(candidate) instanceof Recognition.ByContent) {
        return store;
      }
    }
    List<ArrayStore> takers = stores.values().stream()
        .filter(store -> store.capabilities().contains(Capability.DECLARED_LAYOUT))
        .toList();
    if (takers.size() != 1) {
      throw new UnsupportedArrayException(
          candidate.file(),
          (takers.isEmpty() ? "no installed store takes" : "several stores take") + " a declared layout: "
              + names(takers.isEmpty() ? all() : takers) + "; name the store to use");
    }
    return takers.getFirst();
  }

  private String names() {
    return names(all());
  }

  private static String names(List<ArrayStore> some) {
    return some.isEmpty() ? "none" : some.stream().map(ArrayStore::name).collect(Collectors.joining(", "));
  }
}
