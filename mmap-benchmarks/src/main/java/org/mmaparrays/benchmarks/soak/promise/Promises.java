package org.mmaparrays.benchmarks.soak.promise;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mmaparrays.model.MemoryOrder;

/** All promises, by their names. */
public final class Promises {
  private Promises() {}

  /** Returns those of a row writer. */
  public static List<Promise> ofRows() {
    List<Promise> promises = new ArrayList<>();
    for (Rhythm rhythm : Rhythm.values()) {
      for (Format format : Format.values()) {
        for (MemoryOrder order : MemoryOrder.values()) {
          promises.add(new RowsPromise(format, order, rhythm, 1));
        }
        promises.add(new RowsPromise(format, MemoryOrder.C, rhythm, 4));
      }
    }
    return promises;
  }

  /** Returns those of an array's own methods, about the whole of it and ranges. */
  public static List<Promise> ofArrays() {
    List<Promise> promises = new ArrayList<>();
    for (Format format : Format.values()) {
      promises.add(new CreatePromise(format));
      promises.addAll(ofReplacement(format));
      for (MemoryOrder order : MemoryOrder.values()) {
        promises.add(new FlushPromise(format, order));
        promises.add(new CommitPromise(format, order));
      }
    }
    return promises;
  }

  /** Returns those of replacing an array, which readers may watch. */
  public static List<ReplacePromise> ofReplacement(Format format) {
    return List.of(new ReplacePromise(format, false), new ReplacePromise(format, true));
  }

  /** Returns those that no program should rely on. */
  public static List<Promise> ofControl() {
    return Stream.of(Format.values()).<Promise>map(HastyPromise::new).toList();
  }

  public static Promise named(String name) {
    return Stream.of(ofRows(), ofArrays(), ofControl()).flatMap(List::stream)
        .filter(promise -> promise.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no promise " + name));
  }
}
