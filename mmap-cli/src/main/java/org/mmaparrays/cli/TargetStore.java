package org.mmaparrays.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Recognition;

/** Chooses the store for a new array by the name of its file. */
final class TargetStore {
  private TargetStore() {}

  /** The one store that takes the name. */
  static ArrayStore of(ArrayRef ref) {
    List<ArrayStore> takers = new ArrayList<>();
    List<String> declined = new ArrayList<>();
    for (ArrayStore store : ArrayStores.installed()) {
      if (store.recognizes(Candidate.absent(ref.file())) instanceof Recognition.Declined no) {
        declined.add(store.name() + " (" + no.reason() + ")");
      } else {
        takers.add(store);
      }
    }
    if (takers.size() != 1) {
      throw new CommandFailure(
          ref,
          takers.isEmpty()
              ? "no installed store takes this name: " + String.join(", ", declined)
                  + "; choose another name, or add --store NAME"
              : "several stores take this name; add --store and one of "
                  + takers.stream().map(ArrayStore::name).collect(Collectors.joining(", ")));
    }
    return takers.getFirst();
  }
}
