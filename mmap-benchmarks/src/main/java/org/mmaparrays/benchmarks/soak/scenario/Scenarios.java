package org.mmaparrays.benchmarks.soak.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mmaparrays.benchmarks.soak.promise.Format;

/** All scenarios, by their names. */
public final class Scenarios {
  private Scenarios() {}

  /** Returns those in which a call of the system fails. */
  public static List<FailingCalls> ofFailingCalls() {
    return Stream.of(Format.values()).map(FailingCalls::new).toList();
  }

  /** Returns those in which a disk is full. */
  public static List<DiskFull> ofFullDisks() {
    return Stream.of(Format.values()).map(DiskFull::new).toList();
  }

  /** Returns those in which a disk cannot be read. */
  public static List<ReadError> ofUnreadableDisks() {
    return Stream.of(Format.values()).map(ReadError::new).toList();
  }

  /** Returns those that need nothing but files. */
  public static List<Scenario> ofFiles() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Format format : Format.values()) {
      scenarios.add(new TruncatedUnderReaders(format));
      scenarios.add(new ReplacedUnderReaders(format));
      scenarios.add(new ClosedUnderReaders(format));
    }
    return scenarios;
  }

  static Scenario named(String name) {
    return Stream
        .<List<? extends Scenario>>of(ofFailingCalls(), ofFullDisks(), ofUnreadableDisks(), ofFiles())
        .<Scenario>flatMap(List::stream).filter(scenario -> scenario.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario " + name));
  }
}
