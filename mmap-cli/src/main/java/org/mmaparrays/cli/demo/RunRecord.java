package org.mmaparrays.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The record in a checkpoint of the features, beside the rows: the run that they belong to, so that no other goes on with
 * them, and their state.
 *
 * @param settings the settings that the outcome depends on, by the names that messages use
 * @param stage the state of the rows that are complete
 */
record RunRecord(Map<String, String> settings, Stage stage) {
  private static final String FIRST_LINE = "mmap demo 1";

  /** The states of features, one after the other. */
  enum Stage {
    /** The features as extracted. */
    EXTRACTED,
    /** Some as extracted, some normalised: none can be used. */
    NORMALISING,
    /** Each column with mean 0 and deviation 1. */
    NORMALISED
  }

  RunRecord {
    settings = new LinkedHashMap<>(settings);
    settings.replaceAll((name, value) -> value.replaceAll("\\p{Cntrl}", "?"));
  }

  /** Returns the record of a run that has just begun. */
  static RunRecord of(Images images, long seed, int epochs) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("images", images.identity());
    settings.put("rows", Long.toString(images.rows()));
    settings.put("seed", Long.toString(seed));
    settings.put("epochs", Integer.toString(epochs));
    return new RunRecord(settings, Stage.EXTRACTED);
  }

  RunRecord with(Stage next) {
    return new RunRecord(settings, next);
  }

  /** Lines of a name and a value each. */
  byte[] toPayload() {
    String lines = settings.entrySet().stream()
        .map(setting -> setting.getKey() + " " + setting.getValue() + "\n")
        .collect(Collectors.joining("", FIRST_LINE + "\n", "stage " + stage + "\n"));
    return lines.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads the bytes that {@link #toPayload} makes; empty if it is anything else. */
  static Optional<RunRecord> parse(byte[] payload) {
    String[] lines = new String(payload, StandardCharsets.UTF_8).split("\n", -1);
    if (!lines[0].equals(FIRST_LINE)) {
      return Optional.empty();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 1; i < lines.length - 1; i++) {
      String[] words = lines[i].split(" ", 2);
      settings.put(words[0], words[words.length - 1]);
    }
    String named = settings.remove("stage");
    for (Stage stage : Stage.values()) {
      if (stage.name().equals(named)) {
        return Optional.of(new RunRecord(settings, stage));
      }
    }
    return Optional.empty();
  }

  /** Returns how this run differs from the one begun earlier, as in {@code seed 1, not 2}; empty if it is the same. */
  Optional<String> differenceFrom(RunRecord begun) {
    String differences = settings.entrySet().stream()
        .filter(setting -> !setting.getValue().equals(begun.settings.get(setting.getKey())))
        .map(setting -> setting.getKey() + " " + begun.settings.get(setting.getKey()) + ", not "
            + setting.getValue())
        .collect(Collectors.joining("; "));
    return differences.isEmpty() ? Optional.empty() : Optional.of(differences);
  }
}
