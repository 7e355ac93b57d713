package org.mmaparrays.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an array: names with JSON-shaped values, in the order of the file.
 *
 * <p>A value is text, a {@code Boolean}, a {@code Long}, a {@code BigInteger}, a {@code Double}, null, or a list or
 * string-keyed map of such values. Immutable.
 */
public final class Attributes {
  /** No attributes. */
  public static final Attributes NONE = new Attributes(Map.of());

  private final Map<String, @Nullable Object> values;

  private Attributes(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Attributes with the given names and values, copied deeply.
   *
   * @throws IllegalArgumentException if a value is of another type
   */
  public static Attributes of(Map<String, ? extends @Nullable Object> values) {
    return values.isEmpty() ? NONE : new Attributes(copy(values));
  }

  /** Returns all names and values, unmodifiable, in the order of the file. */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> source) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    source.forEach((name, value) -> {
      if (!(name instanceof String text)) {
        throw new IllegalArgumentException("attribute names are text, not " + name);
      }
      copy.put(text, normalise(text, value));
    });
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object normalise(String name, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean truth -> truth;
      case Long number -> number;
      case Integer number -> Long.valueOf(number);
      case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
      case BigInteger number -> number;
      case Double number -> number;
      case Map<?, ?> map -> copy(map);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(normalise(name, element)));
        yield Collections.unmodifiableList(copy);
      }
      default ->
        throw new IllegalArgumentException("attribute '" + name + "' has a value of " + value.getClass()
            + "; allowed are text, Boolean, Long, BigInteger, Double, null, lists and maps");
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
