package org.mmaparrays.cli.commands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.command.Failures;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.output.ControlCharacters;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.report.InfoReport;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.cli.report.WriteState;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import picocli.CommandLine.ExitCode;

/** {@code mmap ls}: the arrays in a file. */
public final class LsCommand extends Command {
  private final Argument<ArrayRef> ref = RefConverter.parameter(takes(), "FILE[#GROUP]",
      "A file of any format; of one that has groups, all of it or one of them.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");

  public LsCommand() {
    super("ls", "Lists the arrays in a file, and how each is stored.");
    description(
        "One line for each: its REF, what it is, and whether its elements are mapped in place, decoded, "
            + "or refused, and why. "
            + "One that cannot be read never hides the others.");
    footer("Examples:",
        "  mmap ls results.h5",
        "  mmap ls results.h5 --json | jq -r '.[] | select(.mapped) | .ref'");
  }

  /**
   * An array of the file.
   *
   * @param info null if it cannot be read
   * @param state null if it cannot be read, or is not needed
   * @param refusal the reason why it cannot be read
   */
  private record Entry(ArrayRef ref, @Nullable ArrayInfo info, @Nullable WriteState state, String refusal) {
    static Entry of(ArrayRef ref, boolean withState) {
      try {
        if (!withState) {
          return new Entry(ref, ArrayStores.inspect(ref), null, "");
        }
        WriteState state = WriteState.of(ref, ArrayStores.opener(ref));
        return new Entry(ref, state.info(), state, "");
      } catch (IOException refused) {
        String why = Failures.describe(refused, ref.toString());
        String prefix = ref.file() + ": ";
        return new Entry(ref, null, null, why.startsWith(prefix) ? why.substring(prefix.length()) : why);
      }
    }

    /** Returns how the elements are stored, as text. */
    String storage() {
      if (info == null) {
        return "refused: " + refusal;
      }
      return info.encoding().map(encoding -> "decoded: " + encoding)
          .orElseGet(() -> "mapped at byte " + info.offset().orElseThrow());
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (ArrayRef each : ArrayStores.list(ref.given().file())) {
      if (isMeant(each)) {
        entries.add(Entry.of(each, json.isGiven()));
      }
    }
    if (entries.isEmpty() && ref.given().member().isPresent()) {
      throw new CommandFailure(ref.given(),
          "there is no such array, or none in such a group; mmap ls " + ref.given().file() + " lists all");
    }
    EscapingPrinter out = out();
    if (json.isGiven()) {
      print(out, entries);
    } else {
      table(out, entries);
    }
    return ExitCode.OK;
  }

  private boolean isMeant(ArrayRef listed) {
    if (ref.given().member().isEmpty()) {
      return true;
    }
    String path = listed.member().orElse("");
    String group = ref.given().member().get().replaceFirst("^/*", "/").replaceFirst("/+$", "");
    return path.equals(group) || path.startsWith(group + "/");
  }

  private static void print(EscapingPrinter out, List<Entry> entries) throws IOException {
    Json.write(out, document -> {
      document.writeStartArray();
      for (Entry entry : entries) {
        WriteState state = entry.state();
        if (state != null) {
          InfoReport.write(document, state);
        } else {
          document.writeStartObject();
          document.writeStringField("ref", entry.ref().toString());
          document.writeStringField("refused", entry.refusal());
          document.writeEndObject();
        }
      }
      document.writeEndArray();
    });
  }

  private static void table(EscapingPrinter out, List<Entry> entries) {
    List<String[]> rows = new ArrayList<>();
    for (Entry entry : entries) {
      ArrayInfo info = entry.info();
      rows.add(new String[] {ControlCharacters.escape(entry.ref().toString()),
          info == null ? "-" : info.spec().dtype().toString(),
          info == null ? "-" : info.spec().shape().toString(), entry.storage()});
    }
    int[] widths = new int[3];
    for (String[] row : rows) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Math.max(widths[k], row[k].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int k = 0; k < widths.length; k++) {
        line.append(row[k]).append(" ".repeat(widths[k] - row[k].length() + 2));
      }
      out.println(line.append(row[3]));
    }
  }
}
