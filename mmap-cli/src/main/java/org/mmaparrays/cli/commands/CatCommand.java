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
import org.mmaparrays.cli.options.RowSlice;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.IncompleteRows;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.cli.report.RowPrinter;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;
import picocli.CommandLine.ExitCode;

/** {@code mmap cat}: the elements of rows, as text. */
public final class CatCommand extends Command {
  private static final long DEFAULT_ROWS = 10;
  private static final long DEFAULT_ELEMENTS = 10_000;

  private final Argument<ArrayRef> ref =
      RefConverter.parameter(takes(), "REF", "An array: FILE or FILE#MEMBER.");
  private final Argument<RowSlice> rows =
      takes().option("--rows", "A:B", RowSlice.class, new RowSlice.Converter(),
          "Rows A to B, without B, as in Python; default the first 10.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");
  private final ReadOptions reading = ReadOptions.of(this);

  public CatCommand() {
    super("cat", "Prints rows of an array, every number so that it parses back to exactly itself.");
    description("Reads no more than it prints, and a few MiB at a time.");
    footer("Examples:",
        "  mmap cat features.npy                   the first rows",
        "  mmap cat features.npy --rows 100:110    ten rows from the middle",
        "  mmap cat features.npy --rows -5:        the last five",
        "  mmap cat features.npy --rows :          all of them, however many",
        "  mmap cat features.npy --json | jq '.rows[0]'",
        "",
        "A row is one index of the first axis, and one line. With --json, 'rows' is what NumPy's tolist()",
        "gives; numbers that are not finite are the texts \"NaN\", \"Infinity\" and \"-Infinity\", complex ones are",
        "lists of their two parts.");
  }

  @Override
  public Integer call() throws IOException {
    ArrayOpener opener = reading.opener(ref.given()).allowIncomplete();
    try (StoredArray array = opener.open()) {
      Shape shape = array.spec().shape();
      RowSlice asked = rows.value();
      Region chosen = asked == null ? firstRows(shape) : asked.of(ref.given(), shape);
      IncompleteRows incomplete = IncompleteRows.of(array.info()).touching(chosen);
      incomplete.warn(ref.given(), err());
      EscapingPrinter out = out();
      RowPrinter printer = new RowPrinter(array, chosen);
      if (json.isGiven()) {
        Json.write(out, new RowPrinter.LinePerRow(), document -> document(document, printer, incomplete));
      } else {
        printer.print(out);
      }
      out.flush();
      if (chosen.rank() > 0 && asked == null && chosen.stop(0) < shape.dim(0)) {
        err().println("mmap: " + ref.given() + ": rows " + chosen.start(0) + ":" + chosen.stop(0)
            + " of " + shape.dim(0) + "; choose others with --rows A:B");
      }
    }
    return ExitCode.OK;
  }

  private static void document(JsonGenerator json, RowPrinter printer, IncompleteRows incomplete)
      throws IOException {
    json.writeStartObject();
    incomplete.writeUnlessEmpty(json);
    json.writeFieldName("rows");
    printer.write(json);
    json.writeEndObject();
  }

  /** Returns the rows to print by default: few, for every shape. */
  private Region firstRows(Shape shape) {
    if (shape.rank() == 0) {
      return Region.all();
    }
    long perRow = shape.dim(0) == 0 ? 0 : shape.elementCount() / shape.dim(0);
    if (perRow > DEFAULT_ELEMENTS) {
      throw new CommandFailure(
          ref.given(),
          "a row of shape " + shape + " has " + perRow + " elements; to print one, say so: --rows 0:1");
    }
    long fitting = perRow == 0 ? DEFAULT_ROWS : Math.min(DEFAULT_ROWS, DEFAULT_ELEMENTS / perRow);
    return Region.rows(0, Math.min(fitting, shape.dim(0)));
  }
}
