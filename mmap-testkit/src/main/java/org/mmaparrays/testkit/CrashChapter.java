package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.spi.Capability;

/** States that a crash of a writer leaves: readers find the old array or the new one, and change nothing. */
abstract class CrashChapter extends MembersChapter {
  private static final int OLD = 1;
  private static final int NEW = 8;
  private static final Set<String> OPENINGS =
      Set.of("open", "open copy-on-write", "chunks", "inspect", "checkpoints");

  private int scenes;

  CrashChapter() {}

  final Scene scene(String name) throws IOException {
    return Scene.of(store(), folder.resolve("scene-" + scenes++), name);
  }

  /** CRASH-1: reading changes no name, permission, owner, link, time or content, in the array's folder or beside it. */
  @Rule("CRASH-1")
  final void crash1_readingChangesNothing() throws IOException {
    for (Golden golden : Stream.concat(goldens().stream(), decodedGoldens().stream()).toList()) {
      Scene scene = scene(golden);
      assertElements(scene.read(scene.opener(), true), golden.spec(), golden.values());
    }
  }

  final Scene scene(Golden golden) throws IOException {
    Scene scene = scene(name(golden.file()).toString());
    Files.copy(golden.file(), scene.file());
    for (Path companion : golden.companions()) {
      Files.copy(companion, scene.home().resolve(name(companion)));
    }
    return scene;
  }

  /** CRASH-2: the same of a half-written array, beside the lock and the unfinished files of a writer that died. */
  @Rule(value = "CRASH-2", needs = Capability.CREATE)
  final void crash2_halfWritten() throws IOException {
    Scene scene = scene(name(newFile()).toString());
    make(scene.file(), golden().spec(), OLD);
    StateFiles state = StateFiles.of(store(), scene.file(), locate(scene.file()));
    leaveLock(state);
    Path staging = Files.createDirectory(state.staging());
    Files.copy(scene.file(), staging.resolve(name(scene.file())));
    Files.writeString(staging.resolve("0.transition"), "unfinished");
    Files.writeString(state.unfinishedJournal(), "unfinished");
    Path earlier = Files.createDirectory(scene.home().resolve("." + name(scene.file()) + ".publish"));
    Files.writeString(earlier.resolve("Makefile"), "stolen:\n");
    Files.createSymbolicLink(earlier.resolve(".publication"), scene.neighbour());
    assertFound(scene.read(scene.opener().allowIncomplete(), true), golden().spec(), OLD, true);
    assertRefusals(scene.read(scene.opener(), false), IncompleteArrayException.class,
        scene.file().toString());
  }

  /** Leaves the lock file of a writer that died: a copy, made while a writer was at work. */
  private void leaveLock(StateFiles state) throws IOException {
    Path copy = folder.resolve("lock");
    try (StoredArray array = opener(state.file()).open(OpenMode.READ_WRITE)) {
      assertThat(array.isOpen()).isTrue();
      // By another process: this one would lose its lock with the first descriptor that it closes.
      if (run("cp", state.lock().toString(), copy.toString())) {
        assertThat(copy).isNotEmptyFile();
      }
    }
    if (Files.exists(copy)) {
      Files.copy(copy, state.lock(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns whether a program ran to its end and has not failed. */
  static boolean run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (InterruptedException e) {
      throw new AssertionError("no program interrupts", e);
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /** CRASH-3: between any two steps of a replacement readers find the old array or the new one, with its checkpoints, and change nothing. */
  @Rule(value = "CRASH-3", needs = Capability.CREATE)
  final void crash3_replacements() throws IOException {
    for (Replacement.Kind kind : replacements(true)) {
      for (int steps = 0; steps <= kind.steps(); steps++) {
        Replacement cut = new Replacement(scene(kind.name()), kind, steps);
        assertFound(cut.scene().read(cut.scene().opener().allowIncomplete(), false), kind.spec(cut.isNew()),
            cut.isNew() ? NEW : OLD, kind.isIncomplete(cut.isNew()));
        if (kind.isIncomplete(cut.isNew())) {
          assertRefusals(cut.scene().read(cut.scene().opener(), false), IncompleteArrayException.class,
              cut.scene().file().toString());
        }
      }
    }
  }

  /** CRASH-4: of a first creation that was cut short there is no array or the new one; it can be done again. */
  @Rule(value = "CRASH-4", needs = Capability.CREATE)
  final void crash4_firstCreations() throws IOException {
    for (Replacement.Kind kind : replacements(false)) {
      for (int steps = 0; steps <= kind.steps(); steps++) {
        Replacement cut = new Replacement(scene(kind.name()), kind, steps);
        ArrayOpener opener = cut.scene().opener().allowIncomplete();
        if (cut.isNew()) {
          assertFound(cut.scene().read(opener, false), kind.spec(true), NEW, kind.isIncomplete(true));
        } else {
          assertRefusals(cut.scene().read(opener, false), NoSuchFileException.class,
              cut.scene().file().toString());
          creator(cut.scene().file()).create(kind.spec(true), OpenMode.CREATE_NEW).close();
          assertThat(cut.scene().names()).isEqualTo(namesOf(kind, true, false));
        }
      }
    }
  }

  /** CRASH-5: a copy of a replacement that was cut short is refused, with the way out, or is the array that it was made of. */
  @Rule(value = "CRASH-5", needs = Capability.CREATE)
  final void crash5_copies() throws IOException {
    for (Replacement.Kind kind : replacements(true)) {
      for (int steps = 0; steps <= kind.steps(); steps++) {
        Replacement cut = new Replacement(scene(kind.name()), kind, steps);
        Scene copy = copyOf(cut);
        List<Readings.Outcome> outcomes = copy.read(copy.opener().allowIncomplete(), false);
        if (cut.isInTransition()) {
          assertRefusals(outcomes, ArrayFormatException.class, "mmap recover " + copy.file());
        } else {
          assertFound(outcomes, kind.spec(cut.isNew()), cut.isNew() ? NEW : OLD,
              kind.isIncomplete(cut.isNew()));
        }
      }
    }
  }

  private Scene copyOf(Replacement cut) throws IOException {
    Scene copy = scene(name(cut.scene().file()).toString());
    copy.add(Scene.filesOf(cut.scene().home()));
    return copy;
  }

  /** CRASH-6: recovery keeps the array that readers find, of a copy the one that is chosen, and leaves no other files. */
  @Rule(value = "CRASH-6", needs = Capability.CREATE)
  final void crash6_recovery() throws IOException {
    for (Replacement.Kind kind : Stream.concat(replacements(true).stream(), replacements(false).stream())
        .toList()) {
      for (int steps = 0; steps <= kind.steps(); steps++) {
        Replacement cut = new Replacement(scene(kind.name()), kind, steps);
        Scene copy = copyOf(cut);
        Path staging = Files.createDirectory(
            cut.scene().file().resolveSibling("." + name(cut.scene().file()) + ".new-4711"));
        Files.writeString(staging.resolve(name(cut.scene().file())), "unfinished");
        recover(cut.scene());
        assertRecovered(cut, cut.scene());
        assertThat(recover(cut.scene()).actions()).as("of a second recovery").isEmpty();
        if (kind.replaces()) {
          recover(copy, cut.isNew() ? RecoveryOption.KEEP_NEW : RecoveryOption.KEEP_OLD);
          assertRecovered(cut, copy);
        }
      }
    }
  }

  private Recovery recover(Scene scene, RecoveryOption... options) throws IOException {
    return scene.opener().recover(options);
  }

  private void assertRecovered(Replacement cut, Scene scene) throws IOException {
    Replacement.Kind kind = cut.kind();
    if (!kind.replaces() && !cut.isNew()) {
      assertThat(scene.names()).isEmpty();
      return;
    }
    assertThat(scene.names()).isEqualTo(namesOf(kind, cut.isNew(), kind.isIncomplete(cut.isNew())));
    assertFound(scene.read(scene.opener().allowIncomplete(), false), kind.spec(cut.isNew()),
        cut.isNew() ? NEW : OLD, kind.isIncomplete(cut.isNew()));
  }

  /** CRASH-7: a writer that replaces the array after any of these states leaves the new array and no other files. */
  @Rule(value = "CRASH-7", needs = Capability.CREATE)
  final void crash7_nextWriter() throws IOException {
    for (Replacement.Kind kind : replacements(true)) {
      for (int steps = 0; steps <= kind.steps(); steps++) {
        Replacement cut = new Replacement(scene(kind.name()), kind, steps);
        ArraySpec spec = kind.spec(!cut.isNew());
        try (StoredArray array = creator(cut.scene().file()).create(spec, OpenMode.CREATE)) {
          fill(array, NEW + 1);
        }
        assertThat(cut.scene().names()).isEqualTo(namesOf(kind, !cut.isNew(), false));
        assertFound(cut.scene().read(cut.scene().opener(), false), spec, NEW + 1, false);
      }
    }
  }

  /** Returns all kinds of replacements, or of first creations: with and without checkpoints of the old and of the new array. */
  private List<Replacement.Kind> replacements(boolean replaces) throws IOException {
    ArraySpec next = golden().spec();
    ArraySpec old = next.withShape(otherShape(next.shape()));
    Map<String, byte[]> oldFiles = made(old, OLD);
    Map<String, byte[]> newFiles = made(next, NEW);
    String file = name(newFile()).toString();
    assumeTrue(StateFiles.areBound(folder.resolve("made-" + NEW).resolve(file)),
        "the file system keeps no times of birth");
    List<Replacement.Kind> kinds = new ArrayList<>();
    for (boolean oldCheckpoint : replaces ? new boolean[] {true, false} : new boolean[] {false}) {
      for (boolean newCheckpoint : new boolean[] {true, false}) {
        kinds.add(new Replacement.Kind(file, replaces ? Optional.of(old) : Optional.empty(), next,
            replaces ? with(oldFiles, oldCheckpoint) : Map.of(), with(newFiles, newCheckpoint)));
      }
    }
    return kinds;
  }

  private static Map<String, byte[]> with(Map<String, byte[]> files, boolean checkpoint) {
    Map<String, byte[]> some = new TreeMap<>(files);
    if (!checkpoint) {
      some.keySet().removeIf(Replacement::isCheckpoint);
    }
    return some;
  }

  /** Returns the files of an array all of whose elements are set and of which a checkpoint says that no row is. */
  private Map<String, byte[]> made(ArraySpec spec, int number) throws IOException {
    Path place = folder.resolve("made-" + number);
    if (!Files.exists(place)) {
      make(Files.createDirectory(place).resolve(name(newFile())), spec, number);
    }
    return Scene.filesOf(place);
  }

  final void make(Path file, ArraySpec spec, int number) throws IOException {
    ArrayStores.rowWriter(ArrayRef.of(file)).store(store()).create(spec).close();
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      fill(array, number);
    }
  }

  private static void fill(StoredArray array, int number) {
    long position = number;
    for (long[] index : new Indices(array.shape())) {
      array.view().setValue(index, Samples.value(array.dtype(), position++));
    }
  }

  /** Returns the names of the files of an array. */
  private static List<String> namesOf(Replacement.Kind kind, boolean isNew, boolean checkpoint) {
    Set<String> names = new TreeSet<>(isNew ? kind.newFiles().keySet() : kind.oldFiles().keySet());
    if (!checkpoint) {
      names.removeIf(Replacement::isCheckpoint);
    }
    return List.copyOf(names);
  }

  private void assertFound(List<Readings.Outcome> outcomes, ArraySpec spec, int number, boolean incomplete) {
    assertElements(outcomes, spec, position -> Samples.value(spec.dtype(), number + position));
    for (Readings.Outcome outcome : outcomes) {
      ArrayInfo info = outcome.info();
      if (info != null) {
        assertThat(info.incompleteRows().isEmpty()).as("%s: no incomplete rows", outcome.operation())
            .isEqualTo(!incomplete);
      }
    }
  }

  static void assertElements(List<Readings.Outcome> outcomes, ArraySpec spec, LongFunction<?> values) {
    for (Readings.Outcome outcome : outcomes) {
      assertThat(outcome.fault()).as(outcome.operation()).isNull();
      outcome.check(spec, values);
    }
  }

  /** Checks that every operation that opens the array is refused by one line that has a phrase. */
  private static void assertRefusals(List<Readings.Outcome> outcomes, Class<? extends IOException> type,
      String phrase) {
    for (Readings.Outcome outcome : outcomes) {
      boolean tellsRows = type == IncompleteArrayException.class
          && (outcome.operation().equals("inspect") || outcome.operation().equals("checkpoints"));
      if (OPENINGS.contains(outcome.operation()) && !tellsRows) {
        assertThat(outcome.fault()).as(outcome.operation()).isInstanceOf(type);
        assertThat(String.valueOf(outcome.fault())).doesNotContain("\n").contains(phrase);
      }
    }
  }
}
