package org.mmaparrays.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;

/**
 * The progress of the writers of an array: its checkpoints, and the records of writers in place.
 *
 * @param info the array
 * @param checkpoints how far each writer that keeps checkpoints has got
 * @param writers those at work, and those that died
 * @param incomplete the rows that were never written
 */
public record WriteState(ArrayInfo info, List<Checkpoint> checkpoints, List<Writer> writers,
    IncompleteRows incomplete) {

  /** Reads the state of an array. */
  public static WriteState of(ArrayRef ref, ArrayOpener opener) throws IOException {
    // First: if a writer ends now, the checkpoints that are read below have all of its rows.
    List<Writer> writers = ArrayStores.writers(ref);
    ArrayInfo info = opener.inspect();
    List<Checkpoint> checkpoints = opener.checkpoints();
    return new WriteState(info, checkpoints, writers, IncompleteRows.of(info));
  }

  private boolean isTracked() {
    return !checkpoints.isEmpty();
  }

  private RowRange rowsOf(Writer writer) {
    return writer.rows().orElse(RowRange.all(info.spec().shape()));
  }

  private Stream<Writer> dead() {
    return writers.stream().filter(writer -> !writer.alive());
  }

  /** Returns which writer left these rows unwritten, as a clause. */
  private String whose(IncompleteRows rows) {
    return dead().filter(writer -> rows.ranges().stream().anyMatch(rowsOf(writer)::overlaps)).findFirst()
        .map(writer -> "their writer was " + writer).orElse("no writer is at work on them");
  }

  /** Returns the fault, and the way out; empty if all rows are written, or a live writer has the missing ones. */
  public Optional<Exception> finding() {
    IncompleteRows abandoned =
        incomplete.without(writers.stream().filter(Writer::alive).map(this::rowsOf).toList());
    if (!abandoned.isEmpty()) {
      return Optional.of(new CommandFailure(info.ref(), "incomplete: " + abandoned + ", and "
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
    boolean all = checkpoints.size() == 1
        && checkpoints.getFirst().rows().equals(RowRange.all(info.spec().shape()));
    return all && info.ref().member().isEmpty()
        ? info.ref().file().getFileName() + ".checkpoint"
        : "its .checkpoint files";
  }

  /** Prints a line for completeness, and one for each checkpoint and writer. */
  public void print(EscapingPrinter out) {
    ReportLine.print(out, "rows", completeness());
    for (Checkpoint checkpoint : checkpoints) {
      ReportLine.print(out, "checkpoint", checkpoint + ", payload " + checkpoint.payload().length + " bytes");
    }
    for (Writer writer : writers) {
      ReportLine.print(out, "writer", writer);
    }
  }

  private String completeness() {
    if (!incomplete.isEmpty()) {
      return "incomplete: " + incomplete;
    }
    return isTracked() ? "complete" : "not tracked by checkpoints";
  }

  /** Writes the fields of the object that the generator is in. */
  public void write(JsonGenerator json) throws IOException {
    json.writeFieldName("complete");
    Json.value(json, isTracked() ? incomplete.isEmpty() : null);
    incomplete.write(json);
    json.writeArrayFieldStart("checkpoints");
    for (Checkpoint checkpoint : checkpoints) {
      json.writeStartObject();
      json.writeFieldName("rows");
      IncompleteRows.write(json, checkpoint.rows());
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
      IncompleteRows.write(json, rowsOf(writer));
      json.writeBooleanField("alive", writer.alive());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
