package org.mmaparrays.benchmarks.soak.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The counts of readers that were at work while writers were killed. */
public final class ReadersTally {
  private final String readers;
  private final String promise;
  private final List<String> violations = new ArrayList<>();
  private long kills;
  private long reads;
  private long refused;
  private long mixed;

  public ReadersTally(String readers, String promise) {
    this.readers = readers;
    this.promise = promise;
  }

  /** Counts a writer that was killed. */
  public void addKill() {
    kills++;
  }

  /** Adds the counts that a process of readers has said. */
  public void addReads(long read, long refusals, long mixtures) {
    reads += read;
    refused += refusals;
    mixed += mixtures;
  }

  /** Adds other broken promises, and examples of refused and mixed reads. */
  public void addViolations(List<String> further) {
    further.forEach(violation -> violations.add(readers + ", " + promise + ": " + violation));
  }

  /** Returns whether all was as it must be, and something was read. */
  public boolean isGood() {
    return reads > 0 && refused == 0 && mixed == 0 && violations.isEmpty();
  }

  public List<String> violations() {
    return List.copyOf(violations);
  }

  String markdown() {
    return "| " + readers + " | " + promise + " | " + kills + " | " + reads + " | " + refused + " | " + mixed
        + " |\n";
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("readers", readers);
    json.writeStringField("atWork", promise);
    json.writeNumberField("kills", kills);
    json.writeNumberField("reads", reads);
    json.writeNumberField("refused", refused);
    json.writeNumberField("mixed", mixed);
    json.writeArrayFieldStart("violations");
    for (String violation : violations) {
      json.writeString(violation);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
