package org.mmaparrays.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;

/**
 * The rows of an array that were never written, according to its checkpoints.
 *
 * @param ranges in their order; none if all rows are written, or no checkpoint tells
 */
public record IncompleteRows(List<RowRange> ranges) {
  /** The field that has them in JSON documents. */
  static final String FIELD = "incompleteRows";

  private static final int MOST_RANGES = 5;

  /** Returns the rows of an array that its checkpoints call unwritten. */
  public static IncompleteRows of(ArrayInfo info) {
    return new IncompleteRows(info.incompleteRows());
  }

  private static List<RowRange> sorted(List<RowRange> ranges) {
    return ranges.stream()
        .filter(range -> !range.isEmpty())
        .sorted(Comparator.comparingLong(RowRange::from))
        .toList();
  }

  private static List<RowRange> without(List<RowRange> ranges, List<RowRange> removed) {
    List<RowRange> rest = new ArrayList<>();
    for (RowRange range : ranges) {
      long from = range.from();
      for (RowRange hole : sorted(removed)) {
        if (from < Math.min(hole.from(), range.to())) {
          rest.add(new RowRange(from, Math.min(hole.from(), range.to())));
        }
        from = Math.max(from, hole.to());
      }
      if (from < range.to()) {
        rest.add(new RowRange(from, range.to()));
      }
    }
    return rest;
  }

  /** Returns those that are in none of some other ranges. */
  IncompleteRows without(List<RowRange> others) {
    return new IncompleteRows(without(ranges, others));
  }

  /** Returns those of the ranges that have rows in a region. */
  public IncompleteRows touching(Region region) {
    if (region.rank() == 0) {
      return this;
    }
    RowRange rows = new RowRange(region.start(0), region.stop(0));
    return new IncompleteRows(ranges.stream().filter(rows::overlaps).toList());
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Tells the user that an array is read although rows are missing, if any are. */
  public void warn(ArrayRef ref, EscapingPrinter err) {
    if (!isEmpty()) {
      err.println("mmap: " + ref + ": " + this + "; they read as zeros");
    }
  }

  /** Writes the field, if there are such rows. */
  public void writeUnlessEmpty(JsonGenerator json) throws IOException {
    if (!isEmpty()) {
      write(json);
    }
  }

  /** Writes the field. */
  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(FIELD);
    for (RowRange rows : ranges) {
      write(json, rows);
    }
    json.writeEndArray();
  }

  /** Writes a range as a list of its two bounds. */
  static void write(JsonGenerator json, RowRange rows) throws IOException {
    json.writeArray(new long[] {rows.from(), rows.to()}, 0, 2);
  }

  /** Returns a sentence, as in {@code rows 12:60 are not written}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("rows ");
    for (int i = 0; i < Math.min(ranges.size(), MOST_RANGES); i++) {
      text.append(i == 0 ? "" : ", ").append(ranges.get(i));
    }
    if (ranges.size() > MOST_RANGES) {
      text.append(" and ").append(ranges.size() - MOST_RANGES).append(" more ranges");
    }
    return text + " are not written";
  }
}
