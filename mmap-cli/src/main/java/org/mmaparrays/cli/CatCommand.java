package org.mmaparrays.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.Region;
import org.mmaparrays.Shape;
import org.mmaparrays.StoredArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmap cat}: the elements of rows, as text. */
@Command(name = "cat", header = "Prints rows of an array, every number so that it parses back to exactly itself.", description = "Reads no more than it prints, and a few MiB at a time.", footer = {
    "",
    "Examples:",
    "  mmap cat features.npy                   the first rows",
    "  mmap cat features.npy --rows 100:110    ten rows from the middle",
    "  mmap cat features.npy --rows -5:        the last five",
    "  mmap cat features.npy --rows :          all of them, however many",
    "  mmap cat features.npy --json | jq '.rows[0]'",
    "",
    "A row is one index of the first axis, and one line. With --json, 'rows' is what NumPy's tolist()",
    "gives; numbers that are not finite are the texts \"NaN\", \"Infinity\" and \"-Infinity\", complex ones are",
    "lists of their two parts."})
final class CatCommand implements Callable<Integer> {
  private static final long DEFAULT_ROWS = 10;
  private static final long DEFAULT_ELEMENTS = 10_000;

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "REF", converter = RefConverter.class, description = "An array: FILE or FILE#MEMBER.")
  private ArrayRef ref;

  @Option(names = "--rows", paramLabel = "A:B", converter = RowRange.Converter.class, description = "Rows A to B, without B, as in Python; default the first 10.")
  private @Nullable RowRange rows;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Mixin
  private ReadOptions reading;

  @Override
  public Integer call() throws IOException {
    try (StoredArray array = reading.opener(ref).open()) {
      Shape shape = array.spec().shape();
      Region chosen = rows == null ? firstRows(shape) : rows.of(ref, shape);
      PrintWriter out = spec.commandLine().getOut();
      RowPrinter printer = new RowPrinter(array, chosen);
      if (json) {
        Json.write(out, new RowPrinter.LinePerRow(), document -> document(document, printer));
      } else {
        printer.print(out);
      }
      out.flush();
      if (chosen.rank() > 0 && rows == null && chosen.stop(0) < shape.dim(0)) {
        spec.commandLine().getErr()
            .println("mmap: " + ref + ": rows " + chosen.start(0) + ":" + chosen.stop(0)
                + " of " + shape.dim(0) + "; choose others with --rows A:B");
      }
    }
    return ExitCode.OK;
  }

  private static void document(JsonGenerator json, RowPrinter printer) throws IOException {
    json.writeStartObject();
    json.writeFieldName("rows");
    printer.write(json);
    json.writeEndObject();
  }

  /** What is printed unasked: little, whatever the shape. */
  private Region firstRows(Shape shape) {
    if (shape.rank() == 0) {
      return Region.all();
    }
    long perRow = shape.dim(0) == 0 ? 0 : shape.elementCount() / shape.dim(0);
    if (perRow > DEFAULT_ELEMENTS) {
      throw new CommandFailure(
          ref, "a row of shape " + shape + " has " + perRow + " elements; to print one, say so: --rows 0:1");
    }
    long fitting = perRow == 0 ? DEFAULT_ROWS : Math.min(DEFAULT_ROWS, DEFAULT_ELEMENTS / perRow);
    return Region.rows(0, Math.min(fitting, shape.dim(0)));
  }
}
