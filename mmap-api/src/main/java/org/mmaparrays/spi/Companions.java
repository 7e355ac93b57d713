package org.mmaparrays.spi;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The contents of the small files that a format keeps beside a data file ({@link ArrayStore#companions}), as the API has read them
 * for a store: those that belong to the data file as it is now, also while the array is being replaced.
 */
public final class Companions {
  /** No companions. */
  public static final Companions NONE = new Companions(Map.of());

  private final Map<String, byte[]> contents;

  private Companions(Map<String, byte[]> contents) {
    this.contents = contents;
  }

  /** Returns companions with these contents, by name; the bytes are copied. */
  public static Companions of(Map<String, byte[]> contents) {
    Map<String, byte[]> copies = new TreeMap<>();
    contents.forEach((name, content) -> copies.put(name, content.clone()));
    return new Companions(copies);
  }

  /**
   * Returns a copy of the content of a companion.
   *
   * @param name its name, as {@link ArrayStore#companions} has it
   * @return empty if there is no such file
   */
  public Optional<byte[]> content(String name) {
    return Optional.ofNullable(contents.get(name)).map(byte[]::clone);
  }

  /** Returns text as in {@code companions [data_meta.json]}. */
  @Override
  public String toString() {
    return "companions " + contents.keySet();
  }
}
