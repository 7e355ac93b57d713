package org.mmaparrays.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.scan.ElementCursor;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.Shape;

/**
 * Prints the elements of some rows so that each parses back to exactly itself, nested as the axes are.
 *
 * <p>A row, one index of the first axis, is a line; the axes within a row from the second on are bracketed.
 */
public final class RowPrinter {
  private final Shape shape;
  private final ElementCursor elements;
  private final boolean singlePrecision;

  /**
   * Prints some rows.
   *
   * @param rows a range of the first axis, or all
   */
  public RowPrinter(StoredArray array, Region rows) {
    this.elements = new ElementCursor(array, rows);
    this.shape = elements.shape();
    this.singlePrecision =
        array.dtype() instanceof PrimitiveType type && type.primitive() == Primitive.COMPLEX64;
  }

  public void print(EscapingPrinter out) {
    if (shape.rank() == 0) {
      out.println(text(elements.next()));
      return;
    }
    for (long row = 0; row < shape.dim(0); row++) {
      print(out, 1);
      out.println();
    }
  }

  private void print(EscapingPrinter out, int axis) {
    if (axis == shape.rank()) {
      out.print(text(elements.next()));
      return;
    }
    boolean bracketed = axis > 1;
    out.print(bracketed ? "[" : "");
    for (long i = 0; i < shape.dim(axis); i++) {
      out.print(i == 0 ? "" : " ");
      print(out, axis + 1);
    }
    out.print(bracketed ? "]" : "");
  }

  private String text(Object element) {
    if (!(element instanceof Complex number)) {
      return element.toString();
    }
    String imaginary = part(number.imaginary()).toString();
    // As Python's complex() reads it: no blanks, and a sign between the parts.
    return part(number.real()) + (imaginary.startsWith("-") ? "" : "+") + imaginary + "j";
  }

  /** Writes the value of the key {@code rows}: a list for each axis, or the element itself if there is none. */
  public void write(JsonGenerator json) throws IOException {
    write(json, 0);
  }

  private void write(JsonGenerator json, int axis) throws IOException {
    if (axis == shape.rank()) {
      Object element = elements.next();
      if (element instanceof Complex number) {
        json.writeStartArray();
        Json.value(json, part(number.real()));
        Json.value(json, part(number.imaginary()));
        json.writeEndArray();
      } else {
        Json.value(json, element);
      }
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < shape.dim(axis); i++) {
      write(json, axis + 1);
    }
    json.writeEndArray();
  }

  /** Returns a part with no more digits than its precision has. */
  private Number part(double value) {
    return singlePrecision ? (Number) (float) value : (Number) value;
  }

  /** Lays a document out as the text is: a row, one index of the first axis, is a line. */
  public static final class LinePerRow extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    private int depth;

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
      super.writeStartArray(json);
      depth++;
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      json.writeRaw(depth == 1 ? "\n" : "");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(depth == 1 ? ",\n" : ", ");
    }

    @Override
    public void writeEndArray(JsonGenerator json, int count) throws IOException {
      json.writeRaw(depth == 1 ? "\n" : "");
      depth--;
      super.writeEndArray(json, count);
    }
  }
}
