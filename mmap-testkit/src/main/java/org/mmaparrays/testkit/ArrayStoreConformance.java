package org.mmaparrays.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mmaparrays.spi.ArrayStore;

/**
 * The contract of a storage format, as tests: extend it, name the store and its golden files, and every rule runs.
 *
 * {@snippet :
 * class NpyConformanceTest extends ArrayStoreConformance {
 *     @Override
 *     protected ArrayStore store() {
 *         return new NpyStore();
 *     }
 *
 *     @Override
 *     protected List<Golden> goldens() {
 *         return List.of(Golden.of(Path.of("src/test/golden/f4.npy"), ArraySpec.of(DType.FLOAT32, 4, 3), k -> (float) k));
 *     }
 * }
 * }
 *
 * <p>Capabilities are read from the store; a rule that they exempt the store from is skipped with that reason. Nothing
 * else is, but LIFETIME-4 where there is no {@code /proc} to look into, and the rules of replacements that are cut short where files
 * have no time of birth. The rules cannot be overridden. A report is written to {@code target/conformance/NAME.md}.
 */
@ExtendWith({Applicability.class, ConformanceReport.class})
@SuppressWarnings("exports") // JUnit alone uses the extensions.
public abstract class ArrayStoreConformance extends HostileChapter {
  /** Called by the class that certifies a store. */
  protected ArrayStoreConformance() {}

  /** Returns the store to be certified. */
  @Override
  protected abstract ArrayStore store();

  /**
   * Returns files of the format from another program that are mapped; at least one, with at least two elements.
   *
   * <p>Each has a file name of its own. The first one's spec and name are used for new arrays.
   */
  @Override
  protected abstract List<Golden> goldens();

  /**
   * Returns files of the format from another program whose elements are decoded; at least one if the store declares {@link
   * org.mmaparrays.spi.Capability#DECODED}, else none.
   *
   * <p>Small ones, since each is read thousands of times: with blocks that reach over the edge, and blocks that are missing if
   * the format has such.
   */
  @Override
  protected List<Golden> decodedGoldens() {
    return List.of();
  }
}
