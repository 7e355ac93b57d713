package org.mmaparrays.cli.commands;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.options.ReadOptions;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;
import org.mmaparrays.cli.report.IncompleteRows;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.compute.ColumnStatistics;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Summary;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ReadAdvice;
import picocli.CommandLine.ExitCode;

/** {@code mmap stats}: count, extremes, mean and deviation. */
public final class StatsCommand extends Command {
  private final Argument<ArrayRef> ref =
      RefConverter.parameter(takes(), "REF", "An array: FILE or FILE#MEMBER.");
  private final Argument<Boolean> perColumn =
      takes().flag("--columns", "Of each column, rather than of all elements.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");
  private final ReadOptions reading = ReadOptions.of(this);

  public StatsCommand() {
    super("stats", "Computes count, minimum, maximum, mean and standard deviation.");
    description("Reads the array once, on all processors, in constant memory. NaN is counted and left out.",
        "The deviation is that of the population, as NumPy's std.");
    footer("Examples:",
        "  mmap stats features.npy",
        "  mmap stats features.npy --columns | sort -g -k 6 | head",
        "  mmap stats features.npy --columns --json | jq '.columns[0].mean'",
        "",
        "A column is an index of the second axis; with more axes, a position of all axes but the first.");
  }

  @Override
  public Integer call() throws IOException {
    ArrayOpener opener = reading.opener(ref.given()).allowIncomplete();
    try (StoredArray array = opener.open()) {
      IncompleteRows incomplete = IncompleteRows.of(array.info());
      incomplete.warn(ref.given(), err());
      array.advise(ReadAdvice.SEQUENTIAL);
      try {
        if (perColumn.isGiven()) {
          print(columns(array), incomplete);
        } else {
          print(overall(array), incomplete);
        }
      } catch (IllegalArgumentException noStatistics) {
        throw new CommandFailure(
            ref.given(), String.valueOf(noStatistics.getMessage()).replace(array + ": ", ""), noStatistics);
      }
    }
    return ExitCode.OK;
  }

  private Summary overall(StoredArray array) {
    try (Progress.Task progress = progress(array)) {
      return Statistics.overall(array, workers(array, progress));
    }
  }

  private ColumnStatistics columns(StoredArray array) {
    try (Progress.Task progress = progress(array)) {
      return Statistics.perColumn(array, workers(array, progress));
    }
  }

  private Progress.Task progress(StoredArray array) {
    return ProgressBars.ofBytes(err()).start("reading", array.spec().byteSize());
  }

  private static Workers workers(StoredArray array, Progress.Task progress) {
    return Workers.available().reporting(elements -> progress.reach(elements * array.dtype().byteSize()));
  }

  private void print(Summary summary, IncompleteRows incomplete) throws IOException {
    EscapingPrinter out = out();
    if (json.isGiven()) {
      Json.write(out, document -> {
        document.writeStartObject();
        document.writeStringField("ref", ref.given().toString());
        incomplete.writeUnlessEmpty(document);
        write(document, summary);
        document.writeEndObject();
      });
      return;
    }
    out.println(ref.given());
    out.println("  count  " + summary.count());
    out.println("  NaN    " + summary.nanCount());
    out.println("  min    " + summary.min());
    out.println("  max    " + summary.max());
    out.println("  mean   " + summary.mean());
    out.println("  std    " + summary.std());
  }

  private void print(ColumnStatistics columns, IncompleteRows incomplete) throws IOException {
    EscapingPrinter out = out();
    if (json.isGiven()) {
      Json.write(out, document -> {
        document.writeStartObject();
        document.writeStringField("ref", ref.given().toString());
        incomplete.writeUnlessEmpty(document);
        document.writeArrayFieldStart("columns");
        for (int column = 0; column < columns.columns(); column++) {
          document.writeStartObject();
          document.writeNumberField("column", column);
          write(document, columns.column(column));
          document.writeEndObject();
        }
        document.writeEndArray();
        document.writeEndObject();
      });
      return;
    }
    out.print("column\tcount\tNaN\tmin\tmax\tmean\tstd\n");
    for (int column = 0; column < columns.columns(); column++) {
      Summary of = columns.column(column);
      out.print(column + "\t" + of.count() + "\t" + of.nanCount() + "\t" + of.min() + "\t" + of.max() + "\t"
          + of.mean() + "\t" + of.std() + "\n");
    }
  }

  private static void write(JsonGenerator json, Summary summary) throws IOException {
    json.writeNumberField("count", summary.count());
    json.writeNumberField("nan", summary.nanCount());
    json.writeFieldName("min");
    Json.value(json, summary.min());
    json.writeFieldName("max");
    Json.value(json, summary.max());
    json.writeFieldName("mean");
    Json.value(json, summary.mean());
    json.writeFieldName("std");
    Json.value(json, summary.std());
  }
}
