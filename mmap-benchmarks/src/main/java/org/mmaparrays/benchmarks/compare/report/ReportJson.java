package org.mmaparrays.benchmarks.compare.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.benchmarks.compare.workload.Target;

/** The same for programs: every sample in seconds and bytes, one list for each round. */
public final class ReportJson {
  private ReportJson() {}

  public static String of(Map<String, String> machine, List<Outcome> outcomes) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeObjectFieldStart("machine");
      for (Map.Entry<String, String> one : machine.entrySet()) {
        json.writeStringField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeBooleanField("good", outcomes.stream().allMatch(Outcome::isGood));
      json.writeArrayFieldStart("workloads");
      for (Outcome outcome : outcomes) {
        workload(json, outcome);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void workload(JsonGenerator json, Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", outcome.workload().id());
    json.writeStringField("title", outcome.workload().title());
    if (!outcome.notDone().isEmpty()) {
      json.writeStringField("notDone", outcome.notDone());
    }
    json.writeArrayFieldStart("targets");
    for (Target target : outcome.workload().targets()) {
      target(json, outcome, target);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("entries");
    for (Result result : outcome.results()) {
      entry(json, result);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void target(JsonGenerator json, Outcome outcome, Target target) throws IOException {
    json.writeStartObject();
    json.writeStringField("ours", target.ours());
    json.writeStringField("phase", target.phase().label());
    if (target.isRatio()) {
      json.writeStringField("against", target.other());
    }
    json.writeNumberField(target.atLeast() ? "atLeast" : "atMost", target.limit());
    Optional<Samples> measured = outcome.measured(target);
    if (measured.isPresent()) {
      json.writeNumberField("measured", measured.get().median());
      json.writeBooleanField("met", target.isMet(measured.get().median()));
    }
    json.writeEndObject();
  }

  private static void entry(JsonGenerator json, Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", result.entry().name());
    Optional<String> failure = result.failure();
    if (failure.isPresent()) {
      json.writeStringField("failure", failure.get());
    }
    json.writeStringField("precision", result.entry().precision());
    json.writeNumberField("off", result.difference());
    json.writeBooleanField("wrong", result.isWrong());
    for (Target.Phase phase : Target.Phase.values()) {
      json.writeArrayFieldStart(phase.label());
      for (List<Double> round : result.of(phase).all()) {
        json.writeStartArray();
        for (double value : round) {
          json.writeNumber(value);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
