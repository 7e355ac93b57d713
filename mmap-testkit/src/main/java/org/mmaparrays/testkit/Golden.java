package org.mmaparrays.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.mmaparrays.model.ArraySpec;

/**
 * A file made by another program, with its known content.
 *
 * @param file the file; it is copied before it is used
 * @param spec the spec of its array
 * @param values the element at each row-major position, as {@link org.mmaparrays.NdArray#getValue} gives it
 * @param companions the files that belong to it
 */
public record Golden(Path file, ArraySpec spec, LongFunction<Object> values, List<Path> companions) {
  /** Copies the list. */
  public Golden {
    companions = List.copyOf(companions);
  }

  /** Returns a file that stands alone. */
  public static Golden of(Path file, ArraySpec spec, LongFunction<Object> values) {
    return new Golden(file, spec, values, List.of());
  }

  /** Returns the same with the files that belong to it. */
  public Golden with(Path... files) {
    return new Golden(file, spec, values, List.of(files));
  }

  /** Returns the file's path. */
  @Override
  public String toString() {
    return file.toString();
  }
}
