package org.mmaparrays.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayInfo;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Checkpoint;
import org.mmaparrays.RowRange;
import org.mmaparrays.Writer;
import org.mmaparrays.cli.output.EscapingPrinter;

/**
 * How far an array has been written, and by whom: what its checkpoints and the lock of its writers say.
 *
 * @param info the array
 * @param checkpoints how far each writer that keeps checkpoints has got
 * @param writers who writes, and who died writing
 * @param fault why the former could not be read; null if they could
 */
record WriteState(ArrayInfo info, List<Checkpoint> checkpoints, List<Writer> writers,
    @Nullable IOException fault) {
  private static final int MOST_RANGES = 5;

  /** Asks for the state of an array. */
  static WriteState of(ArrayInfo info, ArrayOpener opener) {
    List<Writer> writers = List.of();
    try {
      // In this order: who is through in between has completed the rows that were missing.
      writers = ArrayStores.writers(info.ref());
      return new WriteState(info, opener.checkpoints(), writers, null);
    } catch (IOException e) {
      return new WriteState(info, List.of(), writers, e);
    }
  }

  private boolean isTracked() {
    return !checkpoints.isEmpty();
  }

  /** The rows that no checkpoint says are complete, if there are checkpoints at all. */
  private List<RowRange> missing() {
    List<RowRange> complete =
        checkpoints.stream().map(each -> new RowRange(each.rows().from(), each.completeTo())).toList();
    return isTracked() ? without(List.of(RowRange.all(info.spec().shape())), complete) : List.of();
  }

  private static List<RowRange> without(List<RowRange> ranges, List<RowRange> removed) {
    List<RowRange> holes = removed.stream()
        .filter(hole -> !hole.isEmpty())
        .sorted(Comparator.comparingLong(RowRange::from))
        .toList();
    List<RowRange> rest = new ArrayList<>();
    for (RowRange range : ranges) {
      long from = range.from();
      for (RowRange hole : holes) {
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

  private RowRange rowsOf(Writer writer) {
    return writer.rows().orElse(RowRange.all(info.spec().shape()));
  }

  private Stream<Writer> dead() {
    return writers.stream().filter(writer -> !writer.alive());
  }

  /** Who left these rows unwritten. */
  private String whose(List<RowRange> rows) {
    return dead().filter(writer -> rows.stream().anyMatch(rowsOf(writer)::overlaps)).findFirst()
        .map(writer -> "their writer was " + writer).orElse("nobody is writing them");
  }

  /** The rows that are not written, as a sentence; empty if there are none, or no checkpoint tells. */
  Optional<String> incomplete() {
    return missing().isEmpty() ? Optional.empty() : Optional.of("incomplete: " + notWritten(missing()));
  }

  /** What is wrong, and what to do; empty if all is complete, or somebody is about to complete it. */
  Optional<Exception> finding() {
    if (fault != null) {
      return Optional.of(fault);
    }
    List<RowRange> abandoned =
        without(missing(), writers.stream().filter(Writer::alive).map(this::rowsOf).toList());
    if (!abandoned.isEmpty()) {
      return Optional.of(new CommandFailure(info.ref(), "incomplete: " + notWritten(abandoned) + ", and "
          + whose(abandoned) + "; go on with ArrayStores.rowWriter(ref).resume(), or remove "
          + checkpointFiles()
          + " if the rows are known to be good"));
    }
    return isTracked()
        ? Optional.empty()
        : dead().findFirst().map(writer -> new CommandFailure(info.ref(), "a writer died, " + writer
            + ", and no checkpoint says which rows it had written; check them, then open the array for writing"
            + " once, and close it"));
  }

  private String checkpointFiles() {
    boolean all = checkpoints.getFirst().rows().equals(RowRange.all(info.spec().shape()));
    return all && info.ref().member().isEmpty()
        ? info.ref().file().getFileName() + ".checkpoint"
        : "its .checkpoint files";
  }

  private static String notWritten(List<RowRange> rows) {
    StringBuilder text = new StringBuilder("rows ");
    for (int i = 0; i < Math.min(rows.size(), MOST_RANGES); i++) {
      text.append(i == 0 ? "" : ", ").append(rows.get(i));
    }
    if (rows.size() > MOST_RANGES) {
      text.append(" and ").append(rows.size() - MOST_RANGES).append(" more ranges");
    }
    return text + " are not written";
  }

  /** Prints a line for completeness, and one for each checkpoint and writer. */
  void print(EscapingPrinter out) {
    InfoReport.line(out, "rows", fault != null ? "failed" : completeness());
    for (Checkpoint checkpoint : checkpoints) {
      InfoReport.line(out, "checkpoint", checkpoint + ", payload " + checkpoint.payload().length + " bytes");
    }
    for (Writer writer : writers) {
      InfoReport.line(out, "writer", writer);
    }
  }

  private String completeness() {
    if (!isTracked()) {
      return "not tracked by checkpoints";
    }
    return incomplete().orElse("complete");
  }

  /** Writes the fields of the object that the generator is in. */
  void write(JsonGenerator json) throws IOException {
    json.writeFieldName("complete");
    Json.value(json, isTracked() ? missing().isEmpty() : null);
    json.writeArrayFieldStart("missingRows");
    for (RowRange rows : missing()) {
      write(json, rows);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("checkpoints");
    for (Checkpoint checkpoint : checkpoints) {
      json.writeStartObject();
      json.writeFieldName("rows");
      write(json, checkpoint.rows());
      json.writeNumberField("completeTo", checkpoint.completeTo());
      json.writeBooleanField("complete", checkpoint.isComplete());
      json.writeStringField("time", checkpoint.time().toString());
      json.writeNumberField("payloadBytes", checkpoint.payload().length);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("writers");
    for (Writer writer : writers) {
      json.writeStartObject();
      json.writeNumberField("pid", writer.pid());
      json.writeStringField("host", writer.host());
      json.writeStringField("since", writer.since().toString());
      json.writeFieldName("rows");
      write(json, rowsOf(writer));
      json.writeBooleanField("alive", writer.alive());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, RowRange rows) throws IOException {
    json.writeArray(new long[] {rows.from(), rows.to()}, 0, 2);
  }
}
