package org.mmaparrays.benchmarks.soak.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The report of a soak, for people and for programs. */
public final class SoakReport {
  private final long seed;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Tally> controls = new ArrayList<>();
  private final List<ReadersTally> readers = new ArrayList<>();
  private final Map<String, Leftovers> leftovers = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();
  private Duration duration = Duration.ZERO;

  public SoakReport(long seed) {
    this.seed = seed;
  }

  /** Returns a new line of the report, which counts. */
  public Tally tally(String fault, String promise) {
    Tally tally = new Tally(fault, promise);
    tallies.add(tally);
    return tally;
  }

  /** Returns a new line for a promise that is wrong on purpose, and must lose something. */
  public Tally control(String fault, String promise) {
    Tally tally = new Tally(fault, promise);
    controls.add(tally);
    return tally;
  }

  /** Returns the counts of the states that crashes of one kind have left. */
  public Leftovers leftovers(String fault) {
    return leftovers.computeIfAbsent(fault, key -> new Leftovers());
  }

  /** Records the states that the crashes of some kind have never left: nothing is proved of them. */
  public void skipStatesNeverFound() {
    leftovers.forEach((fault, left) -> left.neverFound()
        .forEach(state -> skip("this was never left by a " + fault + ": " + state)));
  }

  /** Returns a new line for readers at work while writers were killed. */
  public ReadersTally readers(String who, String promise) {
    ReadersTally tally = new ReadersTally(who, promise);
    readers.add(tally);
    return tally;
  }

  /** Records a part that cannot be done here, and prints that at once. */
  public void skip(String what) {
    System.err.println("soak: NOT DONE: " + what);
    skipped.add(what);
  }

  public void took(Duration time) {
    duration = time;
  }

  public boolean isSkipped() {
    return !skipped.isEmpty();
  }

  /** Returns whether nothing was lost, nothing else was wrong, and every control lost something. */
  public boolean isGood() {
    return lost() == 0 && survived() == cycles() && controls.stream().allMatch(control -> control.lost() > 0)
        && readers.stream().allMatch(ReadersTally::isGood);
  }

  private long cycles() {
    return tallies.stream().mapToLong(Tally::cycles).sum();
  }

  private long survived() {
    return tallies.stream().mapToLong(Tally::survived).sum();
  }

  private long acknowledged() {
    return tallies.stream().mapToLong(Tally::acknowledged).sum();
  }

  private long lost() {
    return tallies.stream().mapToLong(Tally::lost).sum();
  }

  public String markdown() {
    StringBuilder text = new StringBuilder("# Soak: real faults on real files\n\n");
    text.append("| | |\n|-|-|\n");
    text.append("| result | ").append(isGood() ? "nothing lost" : "**FAILED**").append(" |\n");
    text.append("| cycles | ").append(cycles()).append(" |\n");
    text.append("| rows acknowledged | ").append(acknowledged()).append(" |\n");
    text.append("| rows lost | ").append(lost()).append(" |\n");
    text.append("| faults survived | ").append(survived()).append(" |\n");
    text.append("| seed | ").append(seed).append(" |\n");
    text.append("| time | ").append(duration.toSeconds()).append(" s |\n");
    text.append("| machine | ").append(System.getProperty("os.name")).append(' ')
        .append(System.getProperty("os.version")).append(", JDK ").append(Runtime.version()).append(" |\n\n");
    text.append(
        "A row is acknowledged when the library has said that it is durable. It is lost if it is not there, as it"
            + " was, after the fault.\nA fault is survived if nothing is lost and the work can go on. A run is completed"
            + " when all its work is done in spite of\nthe faults; a file of rows then is bit for bit that of a run without"
            + " faults.\n\n");
    skipped.forEach(what -> text.append("**NOT DONE: ").append(what).append("**\n\n"));
    table(text, summary());
    if (!controls.isEmpty()) {
      text.append(
          "\n## Control\n\nRows that were called durable before they were flushed. Some must be lost, or the above"
              + " proves nothing.\n\n");
      for (Tally control : controls) {
        text.append("- ").append(control.fault()).append(", ").append(control.promise()).append(": lost ")
            .append(control.lost()).append(" of ").append(control.acknowledged()).append(" rows")
            .append(control.lost() > 0 ? ", as it must\n" : ". **It must lose some.**\n");
      }
    }
    text.append(
        "\n## What the crashes left\n\nFound, and read as it was, after the crashes of each kind, those of writers that"
            + " recover included.\n\n| crash | left | times |\n|-|-|-:|\n");
    leftovers.forEach((fault, left) -> text.append(left.markdown(fault)));
    if (!readers.isEmpty()) {
      text.append(
          "\n## Readers beside writers that are killed\n\nThe array is replaced all the time, by writers that are"
              + " killed, and recovered by others that are killed, too.\nEach read opens the array anew and compares all of"
              + " it; none may be refused, and none may get parts of two arrays.\n\n");
      text.append("| readers | what was at work | kills | reads | refused | mixed |\n|-|-|-:|-:|-:|-:|\n");
      readers.forEach(line -> text.append(line.markdown()));
    }
    List<String> violations = Stream.concat(tallies.stream()
        .flatMap(tally -> tally.violations().stream()
            .map(violation -> tally.fault() + ", " + tally.promise() + ": " + violation)),
        readers.stream().flatMap(line -> line.violations().stream())).toList();
    text.append("\n## In detail\n\nEach combination of format, memory order and policy.\n\n");
    table(text, tallies);
    if (!violations.isEmpty()) {
      text.append("\n## Violations\n\n");
      violations.forEach(violation -> text.append("- ").append(violation).append('\n'));
    }
    return text.toString();
  }

  /** Returns one line for each fault and kind of work, over all formats, orders and policies. */
  private List<Tally> summary() {
    Map<String, List<Tally>> byKind = new LinkedHashMap<>();
    for (Tally tally : tallies) {
      byKind.computeIfAbsent(tally.fault() + "/" + kind(tally), key -> new ArrayList<>()).add(tally);
    }
    return byKind.values().stream()
        .map(parts -> Tally.sum(parts.getFirst().fault(), kind(parts.getFirst()), parts)).toList();
  }

  private static String kind(Tally tally) {
    int slash = tally.promise().indexOf('/');
    return slash < 0 ? tally.promise() : tally.promise().substring(0, slash);
  }

  private static void table(StringBuilder text, List<Tally> all) {
    List<Tally> tallies = all.stream().filter(tally -> tally.cycles() > 0).toList();
    text.append(
        "| fault | what was at work | cycles | rows acknowledged | rows lost | faults survived | runs completed |\n");
    text.append("|-|-|-:|-:|-:|-:|-:|\n");
    tallies.forEach(tally -> line(text, tally));
  }

  private static void line(StringBuilder text, Tally tally) {
    text.append("| ").append(tally.fault()).append(" | ").append(tally.promise()).append(" | ")
        .append(tally.cycles())
        .append(" | ").append(tally.acknowledged()).append(" | ").append(tally.lost()).append(" | ")
        .append(tally.survived()).append(" | ").append(tally.completed()).append(" |\n");
  }

  public String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeBooleanField("good", isGood());
      json.writeNumberField("cycles", cycles());
      json.writeNumberField("rowsAcknowledged", acknowledged());
      json.writeNumberField("rowsLost", lost());
      json.writeNumberField("faultsSurvived", survived());
      json.writeNumberField("seed", seed);
      json.writeNumberField("seconds", duration.toSeconds());
      strings(json, "notDone", skipped);
      tallies(json, "faults", tallies);
      tallies(json, "controls", controls);
      json.writeObjectFieldStart("left");
      for (Map.Entry<String, Leftovers> entry : leftovers.entrySet()) {
        json.writeFieldName(entry.getKey());
        entry.getValue().write(json);
      }
      json.writeEndObject();
      json.writeArrayFieldStart("readers");
      for (ReadersTally line : readers) {
        line.write(json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void tallies(JsonGenerator json, String name, List<Tally> all) throws IOException {
    json.writeArrayFieldStart(name);
    for (Tally tally : all) {
      json.writeStartObject();
      json.writeStringField("fault", tally.fault());
      json.writeStringField("atWork", tally.promise());
      json.writeNumberField("cycles", tally.cycles());
      json.writeNumberField("rowsAcknowledged", tally.acknowledged());
      json.writeNumberField("rowsLost", tally.lost());
      json.writeNumberField("faultsSurvived", tally.survived());
      json.writeNumberField("runsCompleted", tally.completed());
      strings(json, "violations", tally.violations());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
