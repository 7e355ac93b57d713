package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mmaparrays.spi.ArrayStore;

/**
 * What is found after a publication was cut short: the power fails between any two of its steps, of its undoing, and of
 * its being finished later. Whoever opens the array finds the old one, whole, or the new one, whole.
 */
class PublicationTest {
  private static final String NAME = "a";
  private static final int OLD = 3;
  private static final int NEW = 5;

  @TempDir
  Path temporary;

  private int folders;

  /** One way to publish: what is there before, and what comes. */
  record Case(boolean described, OpenMode mode, boolean oldCheckpoints, boolean newCheckpoint) {
    ArrayStore store() {
      return new PairStore(described);
    }
  }

  static final List<Case> CASES = cases();

  /** Those of several files, with all steps there are and with as few as can be. */
  static final List<Case> DISTINCT = CASES.stream()
      .filter(how -> how.described() && how.oldCheckpoints() == how.newCheckpoint()).toList();

  private static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      all.add(
          new Case((bits & 1) != 0, (bits & 2) != 0 ? OpenMode.CREATE : OpenMode.CREATE_NEW, (bits & 4) != 0,
              (bits & 8) != 0));
    }
    return all;
  }

  /** The power fails before a step, and after it nothing happens any more. */
  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Takes so many steps, then fails at one, then takes so many, then none. */
  private static final class Fated implements CrashPoints {
    private int beforeFault;
    private int beforeCut;
    boolean faulted;

    Fated(int beforeFault, int beforeCut) {
      this.beforeFault = beforeFault;
      this.beforeCut = beforeCut;
    }

    static Fated cut(int before) {
      return new Fated(Integer.MAX_VALUE, before);
    }

    @Override
    public void take(UninterruptibleIo.Task step) throws IOException {
      if (beforeCut-- <= 0) {
        throw new PowerCut();
      }
      if (beforeFault-- == 0) {
        faulted = true;
        throw new FileSystemException("disk", null, "input/output error");
      }
      step.run();
    }

    /** Where the power does not really fail, nothing needs to be durable, which takes most of the time. */
    @Override
    public void force(Path folder) throws IOException {
      take(() -> assertThat(folder).isDirectory());
    }
  }

  /** A folder of one array, before anything new. */
  private final class World {
    final Case how;
    final Path folder;
    final Path file;
    final ArrayRef ref;

    World(Case how) throws IOException {
      this.how = how;
      folder = Files.createDirectory(temporary.resolve("w" + folders++));
      file = folder.resolve(NAME);
      ref = ArrayRef.of(file);
      if (how.mode() == OpenMode.CREATE) {
        Files.write(file, bytes(OLD));
        if (how.described()) {
          Files.writeString(PairStore.description(file), String.valueOf(OLD));
        }
      }
      if (how.oldCheckpoints()) {
        Files.writeString(ArrayFileNames.of(ref).checkpoint(), "old");
        Files.writeString(ArrayFileNames.of(ref).checkpoint(new RowRange(0, 2)), "old");
      }
    }

    /** Stages the new array and publishes it as far as the steps go. */
    void publish(CrashPoints steps) throws IOException {
      WriterLock lock = WriterLock.acquire(ref, null);
      try {
        InterruptedPublication.clear(ref);
        ArraySpec spec = ArraySpec.of(DType.INT8, NEW);
        StagedFiles files = StagedFiles.stage(ref, spec, how.mode(), how.store(), Space.SPARSE);
        Files.write(files.staged().file(), bytes(NEW));
        if (how.newCheckpoint()) {
          files.addFirst(ArrayFileNames.of(ref).checkpoint(), "new".getBytes(StandardCharsets.UTF_8));
        }
        try {
          files.publish(steps);
        } catch (IOException failed) {
          files.delete();
          throw failed;
        }
        files.delete();
      } finally {
        lock.abandon();
      }
    }

    /** Opens as anybody would, and checks what the folder then holds. */
    boolean isNew() throws IOException {
      long length;
      try (StoredArray array = ArrayStores.opener(ref).store(how.store()).open()) {
        length = array.spec().byteSize();
      } catch (NoSuchFileException absent) {
        assertThat(how.mode()).isEqualTo(OpenMode.CREATE_NEW);
        length = 0;
      }
      assertThat(visible()).isEqualTo(length == NEW ? after() : before());
      assertThat(ArrayFileNames.of(ref).publishing()).doesNotExist();
      return length == NEW;
    }

    private Map<String, String> before() {
      Map<String, String> files = new TreeMap<>();
      if (how.mode() == OpenMode.CREATE) {
        put(files, OLD);
      }
      if (how.oldCheckpoints()) {
        files.put("a.checkpoint", "old");
        files.put("a.rows-0-2.checkpoint", "old");
      }
      return files;
    }

    private Map<String, String> after() {
      Map<String, String> files = new TreeMap<>();
      put(files, NEW);
      if (how.newCheckpoint()) {
        files.put("a.checkpoint", "new");
      }
      return files;
    }

    private void put(Map<String, String> files, int length) {
      files.put(NAME, new String(bytes(length), StandardCharsets.UTF_8));
      if (how.described()) {
        files.put("a.length", String.valueOf(length));
      }
    }

    Map<String, String> visible() throws IOException {
      Map<String, String> files = new TreeMap<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (!entry.getFileName().toString().startsWith(".")) {
            files.put(entry.getFileName().toString(), Files.readString(entry));
          }
        }
      }
      return files;
    }

    /** The names of all files, at all depths. */
    List<String> everything() throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        return files.map(path -> folder.relativize(path).toString().replaceFirst("new-\\d+", "new-"))
            .sorted().toList();
      }
    }

    List<String> hidden() throws IOException {
      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*")) {
        entries.forEach(entry -> names.add(entry.getFileName().toString()));
      }
      return names;
    }

    /** Also for programs that know nothing of interrupted publications. */
    void assertDescribesNothingElse() throws IOException {
      Map<String, String> files = visible();
      if (files.containsKey(NAME) && files.containsKey("a.length")) {
        assertThat(files.get(NAME)).hasSize(Integer.parseInt(files.get("a.length")));
      }
      if (files.containsKey(NAME) && files.get(NAME).length() == NEW) {
        assertThat(files.get("a.checkpoint")).as("checkpoint beside new data")
            .isEqualTo(how.newCheckpoint() ? "new" : null);
      }
    }

    /** The next creation finds nothing in its way, and leaves nothing of the one before. */
    void assertUsableAndClean() throws IOException {
      ArrayStores.creator(ref).store(how.store()).create(ArraySpec.of(DType.INT8, 1), OpenMode.CREATE)
          .close();
      assertThat(hidden()).isEmpty();
      assertThat(visible().keySet())
          .containsExactlyInAnyOrderElementsOf(how.described() ? List.of("a", "a.length") : List.of("a"));
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) ('0' + length));
    return bytes;
  }

  /** Whether it got to its end. */
  private static boolean survives(IoTask task) throws IOException {
    try {
      task.run();
      return true;
    } catch (PowerCut cut) {
      return false;
    }
  }

  private interface IoTask {
    void run() throws IOException;
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void afterAPowerCutTheArrayIsTheOldOrTheNewOne(Case how) throws IOException {
    boolean wasNew = false;
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      World world = new World(how);
      CrashPoints fate = Fated.cut(steps);
      done = survives(() -> world.publish(fate));
      world.assertDescribesNothingElse();
      boolean isNew = world.isNew();
      assertThat(isNew || !wasNew).as("new after %s steps, as after fewer", steps).isTrue();
      wasNew = isNew;
      world.assertUsableAndClean();
    }
    assertThat(wasNew).isTrue();
  }

  @ParameterizedTest
  @FieldSource("DISTINCT")
  void whatIsFinishedLaterCanBeCutShortAgain(Case how) throws IOException {
    Set<List<String>> seen = new HashSet<>();
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      boolean finished = false;
      for (int later = 0; !finished; later++) {
        World world = new World(how);
        CrashPoints first = Fated.cut(steps);
        CrashPoints second = Fated.cut(later);
        done = survives(() -> world.publish(first));
        ArrayFileNames names = ArrayFileNames.of(world.ref);
        boolean committed = Files.exists(names.publishing());
        boolean decided = committed || world.visible().equals(world.after());
        if (later == 0 && !seen.add(world.everything())) {
          break; // What was forced since is nothing that this test could see.
        }
        finished = !committed || survives(() -> Publication.resume(names, second));
        if (Files.exists(names.publishing())) {
          Publication.resume(names, Fated.cut(Integer.MAX_VALUE));
        }
        assertThat(world.isNew()).as("after %s and %s steps", steps, later).isEqualTo(decided);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("DISTINCT")
  void whatFailsIsUndoneAndItsUndoingCanBeCutShort(Case how) throws IOException {
    boolean faulted = true;
    for (int steps = 0; faulted; steps++) {
      boolean ended = false;
      for (int cut = steps + 1; !ended; cut++) {
        World world = new World(how);
        Fated fate = new Fated(steps, cut);
        boolean undone = false;
        try {
          // What has another way than the one that failed is published nevertheless.
          ended = survives(() -> world.publish(fate));
        } catch (IOException failed) {
          ended = true;
          undone = true;
        }
        faulted = fate.faulted;
        world.isNew();
        if (undone) {
          assertThat(world.hidden()).as("left after step %s failed", steps).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void whatSomebodyElseMadeMeanwhileStays(Case how) throws IOException {
    if (how.mode() == OpenMode.CREATE) {
      return;
    }
    List<String> contested = how.described() ? List.of("a", "a.length") : List.of("a");
    for (String name : contested) {
      boolean done = false;
      for (int steps = 0; !done; steps++) {
        World world = new World(how);
        CrashPoints fate = Fated.cut(steps);
        done = survives(() -> world.publish(fate));
        Path theirs = world.folder.resolve(name);
        if (Files.exists(theirs)) {
          break;
        }
        Files.writeString(theirs, "7");
        InterruptedPublication.await(world.ref);
        Map<String, String> expected = world.before();
        expected.put(name, "7");
        assertThat(world.visible()).as("after %s steps, with a foreign %s", steps, name).isEqualTo(expected);
        assertThat(ArrayFileNames.of(world.ref).publishing()).doesNotExist();
      }
    }
  }

  @Test
  void aReaderWaitsWhileFilesGetTheirNames() throws Exception {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    CountDownLatch halfWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CrashPoints slow = step -> {
      step.run();
      if (!Files.exists(PairStore.description(world.file)) && halfWay.getCount() > 0) {
        halfWay.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> writer = threads.submit(() -> {
        world.publish(slow);
        return true;
      });
      halfWay.await();
      Future<Boolean> reader = threads.submit(world::isNew);
      assertThat(reader.isDone()).isFalse();
      goOn.countDown();
      writer.get();
      assertThat(reader.get()).isTrue();
    }
  }

  @Test
  void readersOfTwoFilesNeverFindOneWithoutTheOther() throws Exception {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> writer = threads.submit(() -> {
        while (!done.get()) {
          world.publish(CrashPoints.ALL);
        }
        return true;
      });
      try {
        for (int i = 0; i < 1000; i++) {
          ArrayInfo found = ArrayStores.opener(world.ref).store(world.how.store()).inspect();
          assertThat(found.byteLength()).isIn((long) OLD, (long) NEW);
        }
      } finally {
        done.set(true);
      }
      writer.get();
    }
  }

  @Test
  void whoMayNotFinishIsToldWhoMay() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    Path inTheWay = Files.createFile(ArrayFileNames.of(world.ref).publishing());
    assertThatThrownBy(world::isNew).isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(world.file + ": ").hasMessageContaining("interrupted")
        .hasMessageContaining(inTheWay.toString())
        .hasMessageContaining("let " + Files.getOwner(inTheWay) + " open it once");
  }

  @Test
  void stagingFoldersOfOtherNamesAreLeftAlone() throws IOException {
    World world = new World(new Case(false, OpenMode.CREATE, false, false));
    for (String other : List.of(".b.new-1", ".a.new-b.new-1", ".ab.new-1", ".a.new-1x")) {
      Files.createDirectory(world.folder.resolve(other));
    }
    Path dead = Files.createDirectories(world.folder.resolve(".a.new-123/.publication/first"));
    Files.createFile(dead.resolve("x"));
    world.publish(CrashPoints.ALL);
    assertThat(world.hidden())
        .containsExactlyInAnyOrder(".b.new-1", ".a.new-b.new-1", ".ab.new-1", ".a.new-1x");
  }
}
