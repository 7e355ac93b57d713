package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.mmaparrays.model.ArraySpec;

/**
 * A replacement of an array, or its first creation, that was cut short after some steps: first each small file has both contents, each
 * bound to its data file, then the data file gets its name, then each small file has the new content.
 */
final class Replacement {
  private final Scene scene;
  private final Kind kind;
  private final int steps;
  private int pending;

  /**
   * A replacement, before it is cut short anywhere.
   *
   * @param name the name of the data file
   * @param old the array that is replaced; empty for a first creation
   * @param next the new array
   * @param oldFiles the names and contents of the files of the old array
   * @param newFiles the names and contents of the files of the new array
   */
  record Kind(String name, Optional<ArraySpec> old, ArraySpec next, Map<String, byte[]> oldFiles,
      Map<String, byte[]> newFiles) {
    boolean replaces() {
      return old.isPresent();
    }

    ArraySpec spec(boolean isNew) {
      return isNew ? next : old.orElseThrow();
    }

    /** Returns whether a checkpoint of the old or the new array says that rows are not written. */
    boolean isIncomplete(boolean isNew) {
      return (isNew ? newFiles : oldFiles).keySet().stream().anyMatch(Replacement::isCheckpoint);
    }

    /** Returns the names of the small files that change, in their order. */
    List<String> small() {
      TreeSet<String> names = new TreeSet<>(oldFiles.keySet());
      names.addAll(newFiles.keySet());
      names.remove(name);
      names.removeIf(
          each -> replaces() && content(oldFiles, each).isPresent() && content(newFiles, each).isPresent()
              && Arrays.equals(oldFiles.get(each), newFiles.get(each)));
      return List.copyOf(names);
    }

    int steps() {
      return 2 * small().size() + 1;
    }
  }

  /** Makes the state that is left after some steps. */
  Replacement(Scene scene, Kind kind, int steps) throws IOException {
    this.scene = scene;
    this.kind = kind;
    this.steps = steps;
    scene.add(kind.oldFiles());
    Path staged = scene.elsewhere().resolve(kind.name());
    Files.write(staged, kind.newFiles().get(kind.name()));
    List<String> small = kind.small();
    for (int step = 0; step < steps; step++) {
      if (step < small.size()) {
        enter(small.get(step), staged);
      } else if (step == small.size()) {
        Files.move(staged, scene.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        finish(small.get(step - small.size() - 1));
      }
    }
  }

  static boolean isCheckpoint(String name) {
    return name.endsWith(".checkpoint");
  }

  private static Optional<byte[]> content(Map<String, byte[]> files, String name) {
    return Optional.ofNullable(files.get(name));
  }

  private void enter(String name, Path staged) throws IOException {
    Optional<Map.Entry<Path, Optional<byte[]>>> before = kind.replaces()
        ? Optional.of(Map.entry(scene.file(), content(kind.oldFiles(), name)))
        : Optional.empty();
    replace(name, StateFiles.transition(before, Map.entry(staged, content(kind.newFiles(), name))));
    pending++;
  }

  private void finish(String name) throws IOException {
    Optional<byte[]> next = content(kind.newFiles(), name);
    if (next.isPresent()) {
      replace(name, next.get());
    } else {
      Files.delete(scene.home().resolve(name));
    }
    pending--;
  }

  private void replace(String name, byte[] content) throws IOException {
    Path temporary = Files.write(scene.elsewhere().resolve("temporary"), content);
    Files.move(temporary, scene.home().resolve(name), StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  Scene scene() {
    return scene;
  }

  Kind kind() {
    return kind;
  }

  /** Returns whether the data file is the new one. */
  boolean isNew() {
    return steps > kind.small().size();
  }

  /** Returns whether some small file has both contents. */
  boolean isInTransition() {
    return pending > 0;
  }
}
