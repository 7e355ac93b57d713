package org.mmaparrays.internal.mapping;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mmaparrays.model.RowRange;

/** Rows, collected in any order, told as the fewest ranges. */
public final class RowSet {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** Adds rows {@code from} (inclusive) to {@code to} (exclusive), at least one. */
  void add(long from, long to) {
    long start = from;
    long end = to;
    Map.Entry<Long, Long> touching = ends.floorEntry(end);
    while (touching != null && touching.getValue() >= start) {
      start = Math.min(start, touching.getKey());
      end = Math.max(end, touching.getValue());
      ends.remove(touching.getKey());
      touching = ends.floorEntry(end);
    }
    ends.put(start, end);
  }

  /** Returns all ranges, ascending, none next to another. */
  List<RowRange> ranges() {
    return ends.entrySet().stream().map(range -> new RowRange(range.getKey(), range.getValue())).toList();
  }
}
