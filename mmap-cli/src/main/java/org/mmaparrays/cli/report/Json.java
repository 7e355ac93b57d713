package org.mmaparrays.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.Complex;

/** Writes JSON documents in the one way that all commands share. */
public final class Json {
  private Json() {}

  /** Writes one document, and an end of line. */
  public static void write(EscapingPrinter out, Document document) throws IOException {
    Separators separators =
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
    DefaultPrettyPrinter layout = new DefaultPrettyPrinter(separators);
    layout.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    write(out, layout, document);
  }

  /** Writes one document in a layout of its own, and an end of line. */
  public static void write(EscapingPrinter out, PrettyPrinter layout, Document document) throws IOException {
    JsonFactory factory = new JsonFactoryBuilder()
        // The document survives every character set of a terminal.
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
        .build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.setPrettyPrinter(layout);
      document.write(json);
    }
    out.println();
  }

  /** Writes the content of a document. */
  public interface Document {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Writes a value: text, truth, a number, null, or a list or map of such.
   *
   * <p>JSON has no numbers that are not finite: those are the texts {@code "NaN"}, {@code "Infinity"} and {@code
   * "-Infinity"}. A complex number is a list of its two parts.
   */
  public static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean truth -> json.writeBoolean(truth);
      case Float number when !Float.isFinite(number) -> json.writeString(number.toString());
      case Float number -> json.writeNumber(number);
      case Double number when !Double.isFinite(number) -> json.writeString(number.toString());
      case Double number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      case Complex number -> list(json, List.of(number.real(), number.imaginary()));
      case List<?> list -> list(json, list);
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          value(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void list(JsonGenerator json, List<?> list) throws IOException {
    json.writeStartArray();
    for (Object element : list) {
      value(json, element);
    }
    json.writeEndArray();
  }
}
