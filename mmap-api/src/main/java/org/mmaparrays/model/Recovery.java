package org.mmaparrays.model;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of {@link org.mmaparrays.ArrayStores#recover}: the changes that were made to tidy up after writers that had died.
 *
 * @param actions in the order in which they were done; none if there was nothing to do
 */
public record Recovery(List<Action> actions) {
  /** Copies the list. */
  public Recovery {
    actions = List.copyOf(actions);
  }

  /**
   * One change.
   *
   * @param file the file that was changed or removed
   * @param done the change, for people
   */
  public record Action(Path file, String done) {
    /** Returns text as in {@code features_meta.json: finished the replacement of features.dat}. */
    @Override
    public String toString() {
      return file + ": " + done;
    }
  }
}
