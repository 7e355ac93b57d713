package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Capability;

/** Small files beside an array that another user made, or that were damaged: none is believed, followed or waited for. */
abstract class HostileChapter extends CrashChapter {
  private static final int FLIPS = 24;
  private static final long HUGE = 1L << 40;
  private static final Set<String> TELLING_ROWS = Set.of("inspect", "checkpoints", "list", "writers");

  HostileChapter() {}

  /** Puts something in the place of a file; returns whether the system has let it. */
  private interface Deed {
    boolean isDone(Path place) throws IOException;
  }

  /** Returns all that can have the name of a small file, but damaged content of its own. */
  private static Map<String, Deed> substitutes(Scene scene, String name) {
    Map<String, Deed> all = new HashMap<>();
    all.put("no bytes", place -> Files.exists(Files.write(place, new byte[0])));
    all.put("random bytes", place -> Files.exists(Files.write(place, randomBytes(10_000))));
    all.put("text that controls a terminal", place -> Files.exists(
        Files.writeString(place,
            "mmap-arrays transition 1\n\u001b[2J\nmmap-arrays checkpoint 2\n".repeat(99))));
    all.put("a huge file", HostileChapter::makeHuge);
    all.put("a link to a file of the same name elsewhere",
        place -> link(place, scene.neighbour().resolve(name)));
    all.put("a link to nowhere", place -> link(place, scene.neighbour().resolve("nothing")));
    all.put("a link to itself", place -> link(place, place));
    all.put("a link to a device", place -> link(place, Path.of("/dev/zero")));
    all.put("a pipe", place -> run("mkfifo", place.toString()));
    all.put("a folder",
        place -> Files.exists(Files.createFile(Files.createDirectory(place).resolve("mine"))));
    all.put("a file that cannot be read", place -> {
      Files.writeString(place, "secret");
      try {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("---------"));
        return true;
      } catch (UnsupportedOperationException notPosix) {
        return false;
      }
    });
    return all;
  }

  private static boolean makeHuge(Path place) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(place.toFile(), "rw")) {
      file.setLength(HUGE);
      return true;
    } catch (IOException tooLarge) {
      return false;
    }
  }

  private static boolean link(Path place, Path target) throws IOException {
    try {
      Files.createSymbolicLink(place, target);
      return true;
    } catch (UnsupportedOperationException noLinks) {
      return false;
    }
  }

  private static void remove(Path place) throws IOException {
    if (Files.isDirectory(place) && !Files.isSymbolicLink(place)) {
      Files.deleteIfExists(place.resolve("mine"));
    }
    Files.deleteIfExists(place);
  }

  /** HOSTILE-1: if any file has the name of a checkpoint, journal or lock, readers give the elements or an exception that names a file. */
  @Rule("HOSTILE-1")
  final void hostile1_stateFiles() throws IOException {
    Golden golden = golden();
    Scene scene = scene(golden);
    StateFiles state = StateFiles.of(store(), scene.file(), locate(scene.file()));
    for (Path place : state.all()) {
      String name = name(place).toString();
      Files.writeString(scene.neighbour().resolve(name), "mmap-arrays of another array\n");
      for (Map.Entry<String, Deed> deed : substitutes(scene, name).entrySet()) {
        if (deed.getValue().isDone(place)) {
          assertAnswers(scene, name + " is " + deed.getKey(), golden);
        }
        remove(place);
      }
    }
  }

  private static void assertAnswers(Scene scene, String what, Golden golden) throws IOException {
    for (Readings.Outcome outcome : scene.read(scene.opener(), false)) {
      assertDocumented(scene, what, outcome);
      outcome.check(golden.spec(), golden.values());
    }
  }

  /** Checks that a failure is one line that names a file of the array's folder and cannot control a terminal. */
  private static void assertDocumented(Scene scene, String what, Readings.Outcome outcome) {
    @Nullable
    Throwable fault = outcome.fault();
    if (fault != null) {
      assertThat(fault).as("%s: %s", what, outcome.operation()).isInstanceOf(IOException.class)
          .hasMessageContaining(scene.home().toString());
      assertThat(String.valueOf(fault.getMessage())).as("%s: %s", what, outcome.operation())
          .doesNotContainPattern("\\p{Cntrl}");
    }
  }

  /** HOSTILE-2: if any file has the name of a companion, readers give the elements or an exception that names a file. */
  @Rule("HOSTILE-2")
  final void hostile2_companions() throws IOException {
    for (Golden golden : goldens()) {
      Scene scene = scene(golden);
      for (String name : store().companions(scene.file())) {
        Path place = scene.home().resolve(name);
        boolean there = Files.exists(place);
        byte[] whole = there ? Files.readAllBytes(place) : new byte[0];
        Files.writeString(scene.neighbour().resolve(name), "of another array");
        for (Map.Entry<String, Deed> deed : substitutes(scene, name).entrySet()) {
          Files.deleteIfExists(place);
          if (deed.getValue().isDone(place)) {
            assertAnswers(scene, name + " is " + deed.getKey(), golden);
          }
          remove(place);
        }
        if (there) {
          Files.write(place, whole);
        }
      }
    }
  }

  /** HOSTILE-3: a half-written array never passes for a whole one, however its checkpoint is damaged or replaced. */
  @Rule(value = "HOSTILE-3", needs = Capability.CREATE)
  final void hostile3_checkpoints() throws IOException {
    Scene scene = scene(name(newFile()).toString());
    Path other = scene.neighbour().resolve(name(scene.file()));
    Files.delete(other);
    try (RowWriter writer =
        ArrayStores.rowWriter(ArrayRef.of(other)).store(store()).create(golden().spec())) {
      writer.writeRows(writer.rows().count(), rows -> {});
    }
    make(scene.file(), golden().spec(), 0);
    Path place = StateFiles.of(store(), scene.file(), locate(scene.file())).checkpoint();
    byte[] whole = Files.readAllBytes(place);
    assertIncomplete(scene, "the checkpoint as it was written");
    Random random = new Random(Samples.SEED);
    for (int flip = 0; flip < FLIPS; flip++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(flip % 2 == 0 ? damaged.length : 300);
      damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Files.write(place, damaged);
      assertIncomplete(scene, "a flipped bit in byte " + at);
    }
    for (int length : new int[] {0, 1, 40, 4095, 4096, whole.length - 1}) {
      Files.write(place, Arrays.copyOf(whole, length));
      assertIncomplete(scene, "the first " + length + " bytes of the checkpoint");
    }
    for (Map.Entry<String, Deed> deed : substitutes(scene, name(place).toString()).entrySet()) {
      Files.delete(place);
      if (deed.getValue().isDone(place)) {
        assertIncomplete(scene, deed.getKey());
      }
      remove(place);
      Files.write(place, whole);
    }
  }

  private void assertIncomplete(Scene scene, String what) throws IOException {
    for (Readings.Outcome outcome : scene.read(scene.opener(), false)) {
      assertDocumented(scene, what, outcome);
      if (TELLING_ROWS.contains(outcome.operation())) {
        assertThat(outcome.info() == null || !outcome.info().incompleteRows().isEmpty())
            .as("%s: %s tells of unwritten rows", what, outcome.operation()).isTrue();
      } else {
        assertThat(outcome.fault()).as("%s: %s", what, outcome.operation()).isNotNull();
      }
    }
  }

  /** HOSTILE-4: writers meet the same with success or an exception that names a file, and change no file but those of the array. */
  @Rule(value = "HOSTILE-4", needs = Capability.WRITE)
  final void hostile4_writers() throws IOException {
    for (OpenMode mode : store().capabilities().contains(Capability.CREATE)
        ? List.of(OpenMode.READ_WRITE, OpenMode.CREATE)
        : List.of(OpenMode.READ_WRITE)) {
      Scene names = scene(golden());
      List<Path> places = new ArrayList<>(
          StateFiles.of(store(), names.file(), locate(names.file())).all().stream().map(Path::getFileName)
              .toList());
      for (Path name : places) {
        for (String substitute : substitutes(names, name.toString()).keySet()) {
          Scene scene = scene(golden());
          Files.writeString(scene.neighbour().resolve(name), "mmap-arrays of another array\n");
          Deed deed = substitutes(scene, name.toString()).get(substitute);
          if (deed != null && deed.isDone(scene.home().resolve(name))) {
            Map<String, String> before = FolderState.of(scene.neighbour());
            assertWrites(scene, mode, name + " is " + substitute);
            assertThat(FolderState.of(scene.neighbour())).as("after writing while %s is %s", name, substitute)
                .isEqualTo(before);
            assertThat(scene.home().resolve("Makefile")).hasContent("all:");
          }
        }
      }
    }
  }

  private void assertWrites(Scene scene, OpenMode mode, String what) throws IOException {
    Readings.Outcome outcome = Readings.one("open " + mode, scene.file(), () -> {
      try (StoredArray array = mode.creates()
          ? ArrayStores.creator(ArrayRef.of(scene.file())).store(store()).create(golden().spec(), mode)
          : scene.opener().open(mode)) {
        Samples.fill(array.view());
      }
      try (StoredArray array = scene.opener().open()) {
        return array.load();
      }
    });
    assertDocumented(scene, what, outcome);
    @Nullable
    NdArray elements = outcome.elements();
    if (elements != null) {
      Indices.assertElements(elements, position -> Samples.value(elements.dtype(), position));
    }
  }
}
