package org.mmaparrays.benchmarks.compare;

import java.util.List;

/** All topics there are, in the order of the tables. */
final class Topics {
  static final List<Topic> ALL = List.of(new Openings(), new Sums(), new ColumnMoments(), new RowLoops(),
      new Normalising(), new Gathering(), new Flushing(), new SingleElements(), new Hdf5());

  private Topics() {}
}
