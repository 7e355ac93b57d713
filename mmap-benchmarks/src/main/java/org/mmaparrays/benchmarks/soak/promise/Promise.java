package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.model.ArrayRef;

/** Something that the library promises: relied on in a child until a fault ends it, checked afterwards in the parent. */
public interface Promise {
  /** Returns the name in reports, by which {@link Promises#named} finds the promise in the child. */
  String name();

  /**
   * Works until all is done or the process ends, and reports each promise of the library at once. Goes on where an
   * earlier child was stopped.
   */
  void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException;

  /** Returns the arrays that a crash may have left half-way. */
  List<ArrayRef> arrays(Path folder, List<String> said);

  /**
   * Checks everything that was said against the folder as it is, as a reader. The caller checks that reading has changed nothing.
   * Called again after each further crash.
   */
  Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException;

  /** Checks that the work can go on in the folder, by writing there. */
  Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException;

  /** Reads, then goes on. */
  default Verdict check(Path folder, Pattern pattern, List<String> said) throws IOException {
    return read(folder, pattern, said).and(goOn(folder, pattern, said));
  }
}
