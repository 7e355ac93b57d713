package org.mmaparrays.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;

/** The report of an array from its metadata, as text and as JSON. */
public final class InfoReport {
  private InfoReport() {}

  public static void print(EscapingPrinter out, WriteState state) {
    ArrayInfo info = state.info();
    ArraySpec spec = info.spec();
    out.println(info.ref());
    ReportLine.print(out, "store", info.store());
    ReportLine.print(out, "dtype", spec.dtype().name() + " (" + spec.dtype().typestring() + ")");
    ReportLine.print(out, "shape", spec.shape());
    ReportLine.print(out, "order", spec.order());
    info.offset().ifPresent(offset -> ReportLine.print(out, "offset", offset));
    ReportLine.print(out, "bytes", info.byteLength() + readable(info.byteLength()));
    ReportLine.print(out, "mapped",
        info.encoding().map(encoding -> "no, decoded: " + encoding).orElse("yes"));
    state.print(out);
    spec.attributes().asMap().forEach((name, value) -> ReportLine.print(out, "@" + name, value));
  }

  /** Prints the array in one line, as in {@code x.npy: npy, float32 (3, 4) order C, 48 bytes}. */
  public static void printLine(EscapingPrinter out, ArrayInfo info) {
    out.println(info.ref() + ": " + info.store() + ", " + info.spec() + ", " + info.byteLength() + " bytes");
  }

  /** Prints the array that a command has made: one line, or the JSON document that {@code info} prints. */
  public static void printMade(EscapingPrinter out, ArrayRef ref, ArrayOpener made, boolean json)
      throws IOException {
    if (json) {
      WriteState state = WriteState.of(ref, made);
      Json.write(out, document -> write(document, state));
    } else {
      printLine(out, made.inspect());
    }
  }

  private static String readable(long bytes) {
    if (bytes < 1024) {
      return "";
    }
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    long tenths = Math.round(bytes * 10 / Math.pow(1024, power));
    return " (" + tenths / 10 + "." + tenths % 10 + " " + "KMGTPE".charAt(power - 1) + "iB)";
  }

  public static void write(JsonGenerator json, WriteState state) throws IOException {
    ArrayInfo info = state.info();
    ArraySpec spec = info.spec();
    json.writeStartObject();
    json.writeStringField("ref", info.ref().toString());
    json.writeStringField("store", info.store());
    json.writeStringField("dtype", spec.dtype().typestring());
    json.writeFieldName("shape");
    json.writeArray(spec.shape().dims(), 0, spec.shape().rank());
    json.writeStringField("order", spec.order().name());
    if (info.offset().isPresent()) {
      json.writeNumberField("offset", info.offset().getAsLong());
    }
    json.writeNumberField("byteLength", info.byteLength());
    json.writeBooleanField("mapped", info.mapped());
    if (info.encoding().isPresent()) {
      json.writeStringField("encoding", info.encoding().get());
    }
    json.writeFieldName("attributes");
    Json.value(json, spec.attributes().asMap());
    state.write(json);
    json.writeEndObject();
  }
}
