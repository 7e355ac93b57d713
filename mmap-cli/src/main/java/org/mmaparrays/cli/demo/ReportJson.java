package org.mmaparrays.cli.demo;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.util.Optional;
import org.mmaparrays.cli.output.EscapingPrinter;

/** Prints a report for programs, as one JSON document. */
final class ReportJson {
  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  static void print(EscapingPrinter out, DemoReport report) throws IOException {
    // The stream belongs to the caller; the document survives every character set of a terminal.
    try (JsonGenerator json = new JsonFactoryBuilder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .build()
        .createGenerator(out)
        .useDefaultPrettyPrinter()) {
      new ReportJson(json).write(report);
    }
    out.println();
  }

  private void write(DemoReport report) throws IOException {
    json.writeStartObject();
    json.writeStringField("input", report.input());
    json.writeNumberField("trainingRows", report.trainingRows());
    json.writeNumberField("heldOutRows", report.heldOutRows());
    json.writeNumberField("epochs", report.epochs());
    json.writeNumberField("threads", report.threads());
    json.writeFieldName("resumed");
    if (report.resumed().isPresent()) {
      json.writeStartObject();
      json.writeNumberField("row", report.resumed().get().row());
      json.writeNumberField("epoch", report.resumed().get().epoch());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeArrayFieldStart("stages");
    for (StageReport stage : report.stages()) {
      write(stage);
    }
    json.writeEndArray();
    json.writeFieldName("allInHeap");
    if (report.heap().isPresent()) {
      write(report.heap().get());
    } else {
      json.writeStartObject();
      json.writeStringField("leftOut", report.heapImpediment().orElse(""));
      json.writeEndObject();
    }
    json.writeArrayFieldStart("losses");
    for (double loss : report.losses()) {
      json.writeNumber(loss);
    }
    json.writeEndArray();
    json.writeNumberField("accuracy", report.accuracy());
    json.writeBooleanField("kept", report.kept());
    json.writeArrayFieldStart("files");
    for (DemoReport.DataFile file : report.files()) {
      json.writeStartObject();
      json.writeStringField("path", file.path().toString());
      json.writeNumberField("bytes", file.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(StageReport stage) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", stage.name());
    json.writeNumberField("rows", stage.rows());
    json.writeNumberField("bytes", stage.bytes());
    json.writeNumberField("seconds", stage.seconds());
    json.writeNumberField("rowsPerSecond", stage.rowsPerSecond());
    json.writeNumberField("mibPerSecond", stage.mibPerSecond());
    write("residentBytes", stage.memory().map(ResidentMemory::bytes));
    write("mappedResidentBytes", stage.memory().map(ResidentMemory::mappedBytes));
    json.writeEndObject();
  }

  private void write(String name, Optional<Long> bytes) throws IOException {
    if (bytes.isPresent()) {
      json.writeNumberField(name, bytes.get());
    } else {
      json.writeNullField(name);
    }
  }
}
