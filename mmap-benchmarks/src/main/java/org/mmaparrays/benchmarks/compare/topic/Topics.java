package org.mmaparrays.benchmarks.compare.topic;

import java.util.List;
import org.mmaparrays.benchmarks.compare.workload.Topic;

/** All topics there are, in the order of the tables. */
public final class Topics {
  public static final List<Topic> ALL =
      List.of(new Openings(), new Sums(), new ColumnMoments(), new RowLoops(),
          new Normalising(), new Gathering(), new Flushing(), new SingleElements(), new Hdf5());

  private Topics() {}
}
