package org.mmaparrays.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;

/** Prints what is known of an array from its metadata. */
final class InfoReport {
  private InfoReport() {}

  static void print(EscapingPrinter out, WriteState state) {
    ArrayInfo info = state.info();
    ArraySpec spec = info.spec();
    out.println(info.ref());
    line(out, "store", info.store());
    line(out, "dtype", spec.dtype().name() + " (" + spec.dtype().typestring() + ")");
    line(out, "shape", spec.shape());
    line(out, "order", spec.order());
    info.offset().ifPresent(offset -> line(out, "offset", offset));
    line(out, "bytes", info.byteLength() + readable(info.byteLength()));
    line(out, "mapped", info.encoding().map(encoding -> "no, decoded: " + encoding).orElse("yes"));
    state.print(out);
    spec.attributes().asMap().forEach((name, value) -> line(out, "@" + name, value));
  }

  /** The same in one line, as in {@code x.npy: npy, float32 (3, 4) order C, 48 bytes}. */
  static void printLine(EscapingPrinter out, ArrayInfo info) {
    out.println(info.ref() + ": " + info.store() + ", " + info.spec() + ", " + info.byteLength() + " bytes");
  }

  /** What a command has made: one line, or the JSON document that {@code info} prints. */
  static void printMade(EscapingPrinter out, ArrayRef ref, ArrayOpener made, boolean json)
      throws IOException {
    if (json) {
      WriteState state = WriteState.of(ref, made);
      Json.write(out, document -> write(document, state));
    } else {
      printLine(out, made.inspect());
    }
  }

  static void line(EscapingPrinter out, String name, Object value) {
    out.println("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
  }

  private static String readable(long bytes) {
    if (bytes < 1024) {
      return "";
    }
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    long tenths = Math.round(bytes * 10 / Math.pow(1024, power));
    return " (" + tenths / 10 + "." + tenths % 10 + " " + "KMGTPE".charAt(power - 1) + "iB)";
  }

  static void write(JsonGenerator json, WriteState state) throws IOException {
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
