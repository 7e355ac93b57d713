package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Something that the library promises: relied on in a child until a fault ends it, checked afterwards in the parent. */
interface Promise {
  /** As reports name it; {@link Promises#named} knows it again in the child. */
  String name();

  /**
   * Works until all is done or the process ends, and says what the library has promised as soon as it has. Goes on where an
   * earlier child was stopped.
   */
  void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException;

  /** Checks everything that was said against what is in the folder now, and that the work can go on there. */
  Verdict check(Path folder, Pattern pattern, List<String> said) throws IOException;
}
