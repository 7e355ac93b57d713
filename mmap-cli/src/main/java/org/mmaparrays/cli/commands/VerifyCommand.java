package org.mmaparrays.cli.commands;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.command.Failures;
import org.mmaparrays.cli.options.ReadOptions;
import org.mmaparrays.cli.options.RefConverter;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;
import org.mmaparrays.cli.report.InfoReport;
import org.mmaparrays.cli.report.Json;
import org.mmaparrays.cli.report.ReportLine;
import org.mmaparrays.cli.report.WriteState;
import org.mmaparrays.cli.scan.ElementScan;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ReadAdvice;
import picocli.CommandLine.ExitCode;

/** {@code mmap verify}: whether an array is whole and readable. */
public final class VerifyCommand extends Command {
  private final Argument<ArrayRef> ref =
      RefConverter.parameter(takes(), "REF", "An array: FILE or FILE#MEMBER.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints one JSON document.");
  private final ReadOptions reading = ReadOptions.of(this);

  public VerifyCommand() {
    super("verify", "Checks that an array is whole: metadata, file size, and every byte by reading it.");
    description(
        "Counts NaN and infinite elements, which are no fault. A bool that is neither 0 nor 1 is one.",
        "An array that is not complete, as its checkpoints say, is one unless somebody is just writing it.",
        "Says what it has checked; the exit code is 1 if something is wrong.");
    footer("Examples:",
        "  mmap verify features.npy",
        "  mmap verify --json features.npy || echo broken");
  }

  @Override
  public Integer call() throws IOException {
    WriteState state = null;
    ElementScan scan = null;
    Exception fault = null;
    ArrayOpener opener = reading.opener(ref.given()).allowIncomplete();
    try (StoredArray array = opener.open()) {
      state = WriteState.of(ref.given(), opener);
      array.advise(ReadAdvice.SEQUENTIAL);
      ElementScan scanned = new ElementScan(array);
      try (Progress.Task progress =
          ProgressBars.ofBytes(err()).start("reading", array.info().byteLength())) {
        scanned.run(progress);
      }
      scan = scanned;
      fault = scan.notBoolean() == 0 ? null : notBoolean(scan.notBoolean());
    } catch (IOException | RuntimeException e) {
      fault = e;
    }
    Exception finding = fault != null || state == null ? fault : state.finding().orElse(null);
    report(state, scan, fault == null, finding);
    if (finding != null) {
      // The report is complete; the fault is reported where every failure is.
      return Failures.report(line(), finding, ref.given().toString());
    }
    return ExitCode.OK;
  }

  private CommandFailure notBoolean(long count) {
    return new CommandFailure(
        ref.given(), count
            + " elements of type bool are neither 0 nor 1; the dtype is wrong, or the file was overwritten");
  }

  private void report(@Nullable WriteState state, @Nullable ElementScan scan, boolean elementsOk,
      @Nullable Exception finding) throws IOException {
    EscapingPrinter out = out();
    if (json.isGiven()) {
      Json.write(out, document -> write(document, state, scan, finding));
      return;
    }
    if (state == null) {
      return; // Nothing passed: the line on standard error says it all.
    }
    ArrayInfo info = state.info();
    InfoReport.printLine(out, info);
    ReportLine.print(out, "metadata", "ok");
    ReportLine.print(out, "size",
        "ok, " + info.byteLength() + " bytes " + where(info) + " " + info.dataFile());
    ReportLine.print(out, "elements",
        scan == null ? "failed" : (elementsOk ? "ok, " : "failed, ") + scan.summary());
    state.print(out);
    out.flush();
  }

  private static String where(ArrayInfo info) {
    return info.offset().isPresent()
        ? "from byte " + info.offset().getAsLong() + " of"
        : "in " + info.encoding().orElse("blocks") + " of";
  }

  private void write(JsonGenerator json, @Nullable WriteState state, @Nullable ElementScan scan,
      @Nullable Exception finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("ref", ref.given().toString());
    json.writeBooleanField("ok", finding == null);
    json.writeBooleanField("metadataAndSize", state != null);
    json.writeBooleanField("readable", scan != null);
    if (scan != null) {
      scan.write(json);
    }
    if (state != null) {
      state.write(json);
    }
    if (finding != null) {
      json.writeStringField("fault", Failures.describe(finding, ref.given().toString()));
    }
    json.writeEndObject();
  }
}
