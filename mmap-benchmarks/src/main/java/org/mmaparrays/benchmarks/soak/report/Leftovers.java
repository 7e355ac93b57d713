package org.mmaparrays.benchmarks.soak.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The counts of the states that crashes have left half-way: a soak whose crashes never hit such a moment proves nothing of it. */
public final class Leftovers {
  private static final byte[] TRANSITION = "mmap-arrays transition ".getBytes(StandardCharsets.US_ASCII);

  /** A state that needs no repair before it can be read, and is tidied up by the next writer. */
  private enum Kind {
    STAGED_FILES, COMPANION_IN_TRANSITION, CHECKPOINTS_IN_TRANSITION, UNFINISHED_JOURNAL, COMMIT_JOURNAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  public Leftovers() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0L);
    }
  }

  /** Counts the states in a folder after a crash. */
  public void count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.contains(".new-")) {
          add(Kind.STAGED_FILES);
        } else if (name.endsWith(".commit-new")) {
          add(Kind.UNFINISHED_JOURNAL);
        } else if (name.endsWith(".commit")) {
          add(Kind.COMMIT_JOURNAL);
        } else if (isInTransition(file)) {
          add(name.endsWith(".checkpoint") ? Kind.CHECKPOINTS_IN_TRANSITION : Kind.COMPANION_IN_TRANSITION);
        }
      }
    }
  }

  private void add(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  private static boolean isInTransition(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(TRANSITION.length), TRANSITION);
    }
  }

  /** Returns the states that no crash has left. */
  List<String> neverFound() {
    return counts.entrySet().stream().filter(entry -> entry.getValue() == 0)
        .map(entry -> entry.getKey().toString()).toList();
  }

  /** Returns a line of a table for each state. */
  String markdown(String fault) {
    StringBuilder text = new StringBuilder();
    counts.forEach((kind, count) -> text.append("| ").append(fault).append(" | ").append(kind).append(" | ")
        .append(count).append(" |\n"));
    return text.toString();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<Kind, Long> entry : counts.entrySet()) {
      json.writeNumberField(entry.getKey().toString(), entry.getValue());
    }
    json.writeEndObject();
  }
}
