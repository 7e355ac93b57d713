package org.mmaparrays.internal.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.CommitFolder;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.OptimisticRead;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.files.UnresolvedTransitionException;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Space;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;
import org.mmaparrays.support.PairStore;

/**
 * Every state that a publication can leave when it is cut short between any two of its steps: a reader finds the old array or the
 * new one, with the checkpoints of that array, and changes nothing; so does a reader of a copy, unless it is refused.
 */
class PublicationTest {
  private static final String NAME = "a";
  private static final int OLD = 3;
  private static final int NEW = 5;
  private static final int NEXT = 7;

  @TempDir
  Path temporary;

  private int folders;

  /** One way to publish: the files that are there before, and those that are published. */
  record Case(boolean described, OpenMode mode, boolean oldCheckpoint, boolean newCheckpoint) {
    ArrayStore store() {
      return new PairStore(described);
    }

    boolean replaces() {
      return mode == OpenMode.CREATE;
    }
  }

  static final List<Case> CASES = cases();

  /** Those of several files, with all steps that there are and with as few as there can be. */
  static final List<Case> DISTINCT = CASES.stream()
      .filter(how -> how.described() && how.oldCheckpoint() == how.newCheckpoint()).toList();

  private static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      all.add(
          new Case((bits & 1) != 0, (bits & 2) != 0 ? OpenMode.CREATE : OpenMode.CREATE_NEW, (bits & 4) != 0,
              (bits & 8) != 0));
    }
    return all;
  }

  /** The process ends before a step. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Takes so many steps, then fails at one if it is to, then takes so many in all, then none. */
  private static final class Fated implements CrashPoints {
    private final int fault;
    private final int crash;
    private int taken;

    Fated(int fault, int crash) {
      this.fault = fault;
      this.crash = crash;
    }

    static Fated crash(int before) {
      return new Fated(Integer.MAX_VALUE, before);
    }

    @Override
    public void take(UninterruptibleIo.Task step) throws IOException {
      if (taken >= crash) {
        throw new Crash();
      }
      if (taken++ == fault) {
        throw new FileSystemException("disk", null, "input/output error");
      }
      step.run();
    }

    @Override
    public void force(Path folder) throws IOException {
      take(() -> assertThat(folder).isDirectory());
    }
  }

  /** An array as a reader finds it: its length, its elements, and how far its checkpoints say that it is written. */
  private record Found(int length, Optional<Long> completeTo) {
    static final Found NOTHING = new Found(0, Optional.empty());
  }

  /** A folder of one array. */
  private final class World {
    final Case how;
    final Path folder;
    final Path file;
    final ArrayRef ref;

    World(Case how) throws IOException {
      this(how, Files.createDirectory(temporary.resolve("w" + folders++)));
      if (how.replaces()) {
        Files.write(file, bytes(OLD));
        if (how.described()) {
          Files.writeString(PairStore.description(file), String.valueOf(OLD));
        }
      }
      if (how.oldCheckpoint()) {
        Files.write(checkpointFile(), checkpoint(OLD));
      }
    }

    World(Case how, Path folder) {
      this.how = how;
      this.folder = folder;
      file = folder.resolve(NAME);
      ref = ArrayRef.of(file);
    }

    Path checkpointFile() {
      return folder.resolve(NAME + ".checkpoint");
    }

    Found before() {
      return how.replaces() ? found(OLD, how.oldCheckpoint()) : Found.NOTHING;
    }

    Found after() {
      return found(NEW, how.newCheckpoint());
    }

    /** Stages a new array and publishes it as far as the steps go. */
    void publish(int length, CrashPoints steps) throws IOException {
      WriterLock lock = WriterLock.acquire(ref, null);
      try {
        recover(CrashPoints.ALL);
        publishUnrecovered(length, steps);
      } finally {
        lock.abandon();
      }
    }

    void publishUnrecovered(int length, CrashPoints steps) throws IOException {
      OpenMode mode = Files.exists(file) && length != NEW ? OpenMode.CREATE : how.mode();
      StagedFiles files =
          StagedFiles.stage(ref, ArraySpec.of(DType.INT8, length), mode, how.store(), Space.SPARSE, false);
      Files.write(files.staged().file(), bytes(length));
      if (how.newCheckpoint()) {
        files.addCheckpoint(checkpoint(length));
      }
      try {
        files.publish(steps);
      } catch (IOException failed) {
        files.delete();
        throw failed;
      }
      files.delete();
    }

    List<Recovery.Action> recover(CrashPoints steps, RecoveryOption... options) throws IOException {
      return new CrashRecovery(ref, how.store(), steps, Set.of(options), true).run();
    }

    /** Reads as any reader would, and checks that this changes nothing. */
    Found read() throws IOException {
      Map<String, String> before = everything();
      Found found = read(how.store());
      assertThat(everything()).as("after reading").isEqualTo(before);
      return found;
    }

    Found read(ArrayStore store) throws IOException {
      ArrayOpener opener = ArrayStores.opener(ref).store(store).allowIncomplete();
      try (StoredArray array = opener.open()) {
        int length = (int) array.spec().byteSize();
        for (int i = 0; i < length; i++) {
          assertThat(array.view().getByte(i)).isEqualTo((byte) ('0' + length));
        }
        List<RowRange> incomplete = array.info().incompleteRows();
        assertThat(incomplete.size()).isLessThanOrEqualTo(1);
        return new Found(length, incomplete.stream().map(RowRange::from).findFirst());
      } catch (NoSuchFileException absent) {
        assertThat(file).doesNotExist();
        return Found.NOTHING;
      }
    }

    /** Reads a copy of all files, which have other inodes. */
    Optional<Found> readCopy() throws IOException {
      World copy = copy();
      try {
        return Optional.of(copy.read());
      } catch (UnresolvedTransitionException refused) {
        assertThat(refused).hasMessageContaining("mmap recover");
        for (RecoveryOption keep : List.of(RecoveryOption.KEEP_OLD, RecoveryOption.KEEP_NEW)) {
          World decided = copy();
          decided.recover(CrashPoints.ALL, keep);
          assertThat(
              Transition.parse(file, decided.files().values().toString().getBytes(StandardCharsets.UTF_8)))
              .isEmpty();
        }
        return Optional.empty();
      }
    }

    private World copy() throws IOException {
      World copy = new World(how, Files.createDirectory(temporary.resolve("w" + folders++)));
      for (String name : files().keySet()) {
        Files.copy(folder.resolve(name), copy.folder.resolve(name));
      }
      return copy;
    }

    /** The files whose names are not hidden, with their contents. */
    Map<String, String> files() throws IOException {
      Map<String, String> files = everything();
      files.keySet().removeIf(name -> name.startsWith("."));
      return files;
    }

    /** All names at all depths, with inode, permissions and content. */
    Map<String, String> everything() throws IOException {
      Map<String, String> all = new TreeMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.filter(path -> !path.equals(folder)).toList()) {
          FileAttributes attributes = FileAttributes.of(path);
          all.put(folder.relativize(path).toString(),
              attributes.identity().inode() + " " + attributes.mode() + " "
                  + attributes.modified()
                  + (attributes.isRegular() ? Arrays.toString(Files.readAllBytes(path)) : ""));
        }
      }
      return all;
    }

    void assertClean(int length) throws IOException {
      List<String> expected = new ArrayList<>(length == 0 ? List.of() : List.of(NAME));
      if (how.described() && length > 0) {
        expected.add(NAME + ".length");
      }
      if (length == OLD ? how.oldCheckpoint() : length > 0 && how.newCheckpoint()) {
        expected.add(NAME + ".checkpoint");
      }
      Set<String> names = everything().keySet();
      names.remove("." + NAME + ".lock");
      assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static Found found(int length, boolean checkpoint) {
    return new Found(length, checkpoint ? Optional.of(length - 1L) : Optional.empty());
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) ('0' + length));
    return bytes;
  }

  /** One by which the last row is not written. */
  private static byte[] checkpoint(int length) {
    return CheckpointSeries.first(ArraySpec.of(DType.INT8, length),
        new Checkpoint(new RowRange(0, length), length - 1, new byte[0], Instant.EPOCH));
  }

  private interface IoTask {
    void run() throws IOException;
  }

  /** Returns whether it got to its end. */
  private static boolean survives(IoTask task) throws IOException {
    try {
      task.run();
      return true;
    } catch (Crash crash) {
      return false;
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void afterACrashReadersFindTheOldOrTheNewArrayAndChangeNothing(Case how) throws IOException {
    boolean wasNew = false;
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      World world = new World(how);
      Fated fate = Fated.crash(steps);
      done = survives(() -> world.publish(NEW, fate));
      Found found = world.read();
      assertThat(found).as("after %s steps", steps).isIn(world.before(), world.after());
      boolean isNew = found.equals(world.after());
      assertThat(isNew || !wasNew).as("new after %s steps, as after fewer", steps).isTrue();
      wasNew = isNew;
      world.readCopy()
          .ifPresent(copied -> assertThat(copied).as("a copy after the same steps").isEqualTo(found));
      if (done) {
        assertThat(isNew).isTrue();
        world.assertClean(NEW);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void aNewArrayIsAcknowledgedOnceItsNamesAreForced(Case how) throws IOException {
    World world = new World(how);
    boolean[] forced = {false};
    int[] unforced = {0};
    world.publish(NEW, new CrashPoints() {
      @Override
      public void take(UninterruptibleIo.Task step) throws IOException {
        Map<String, String> before = world.files();
        step.run();
        unforced[0] += before.equals(world.files()) ? 0 : 1;
      }

      @Override
      public void force(Path folder) throws IOException {
        assertThat(Files.isSameFile(folder, world.folder)).isTrue();
        unforced[0] = 0;
        forced[0] = true;
      }
    });
    assertThat(forced[0]).isTrue();
    assertThat(unforced[0]).as("changes of names that are not forced").isZero();
  }

  @ParameterizedTest
  @FieldSource("DISTINCT")
  void recoveryCanBeCutShortAndChangesNoAnswer(Case how) throws IOException {
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      boolean recovered = false;
      for (int later = 0; !recovered; later++) {
        World world = new World(how);
        CrashPoints first = Fated.crash(steps);
        CrashPoints second = Fated.crash(later);
        done = survives(() -> world.publish(NEW, first));
        Found found = world.read();
        recovered = survives(() -> world.recover(second));
        assertThat(world.read()).as("after %s and %s steps", steps, later).isEqualTo(found);
        if (recovered) {
          if (found.length() == 0 && how.oldCheckpoint()) {
            continue; // The checkpoint of an array that was never there is not in transition, and stays.
          }
          world.assertClean(found.length());
          assertThat(world.recover(CrashPoints.ALL)).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("DISTINCT")
  void aSecondWriterReplacesWhateverACrashHasLeft(Case how) throws IOException {
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      boolean replaced = false;
      for (int later = 0; !replaced; later++) {
        World world = new World(how);
        CrashPoints first = Fated.crash(steps);
        CrashPoints second = Fated.crash(later);
        done = survives(() -> world.publish(NEW, first));
        Found found = world.read();
        // Without recovery: it must not be what makes this right.
        replaced = survives(() -> world.publishUnrecovered(NEXT, second));
        assertThat(world.read()).as("after %s and %s steps", steps, later)
            .isIn(found, found(NEXT, how.newCheckpoint()));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void aFailureLeavesTheOldArrayOrTheNewOneAndIsReported(Case how) throws IOException {
    boolean faulted = true;
    for (int fault = 0; faulted; fault++) {
      boolean ended = false;
      for (int crash = fault + 1; !ended; crash++) {
        World world = new World(how);
        Fated fate = new Fated(fault, crash);
        boolean failed = false;
        try {
          ended = survives(() -> world.publish(NEW, fate));
        } catch (IOException refused) {
          ended = true;
          failed = true;
        }
        faulted = fate.taken > fault;
        Found found = world.read();
        assertThat(found).as("fault at %s, crash at %s", fault, crash).isIn(world.before(), world.after());
        if (ended && !failed) {
          assertThat(found).isEqualTo(world.after());
        }
      }
    }
  }

  /** Another store's companions are read between two looks of the reader at the data file. */
  private record Interleaved(ArrayStore store, IoTask beforeCompanions,
      IoTask afterCompanions) implements ArrayStore {
    @Override
    public String name() {
      return store.name();
    }

    @Override
    public Set<Capability> capabilities() {
      return store.capabilities();
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      return store.recognizes(candidate);
    }

    @Override
    public List<String> companions(Path file) {
      run(beforeCompanions);
      return store.companions(file);
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      run(afterCompanions);
      return store.locate(ref, companions);
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      return store.allocate(ref, spec);
    }

    private static void run(IoTask task) {
      try {
        task.run();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A writer on its own thread that takes a step when it is let. */
  private static final class Stepped implements CrashPoints {
    private final Semaphore allowed = new Semaphore(0);
    private final Semaphore arrived = new Semaphore(0);
    private @Nullable Future<?> writer;

    void start(ExecutorService threads, IoTask work) {
      writer = threads.submit(() -> {
        work.run();
        arrived.release(Integer.MAX_VALUE / 2);
        return true;
      });
      arrived.acquireUninterruptibly();
    }

    @Override
    public void take(UninterruptibleIo.Task step) throws IOException {
      arrived.release();
      allowed.acquireUninterruptibly();
      step.run();
    }

    @Override
    public void force(Path folder) throws IOException {
      take(() -> {});
    }

    void advance(int steps) {
      for (int i = 0; i < steps; i++) {
        allowed.release();
        arrived.acquireUninterruptibly();
      }
    }

    void finish() throws Exception {
      allowed.release(Integer.MAX_VALUE / 2);
      if (writer != null) {
        writer.get();
      }
    }
  }

  /** The writer takes some steps before a reader looks, some while it looks at the file, some after it has read the companions. */
  @Test
  void aReaderIsNeverMixedWhereverTheWriterGoesOn() throws Exception {
    Case how = new Case(true, OpenMode.CREATE, true, true);
    int most = 9;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int first = 0; first <= most; first++) {
        for (int second = 0; first + second <= most; second++) {
          for (int third = 0; first + second + third <= most; third++) {
            World world = new World(how);
            Stepped steps = new Stepped();
            steps.start(threads, () -> world.publish(NEW, steps));
            steps.advance(first);
            int[] left = {second, third};
            Found found = world.read(new Interleaved(how.store(),
                () -> steps.advance(take(left, 0)), () -> steps.advance(take(left, 1))));
            assertThat(found).as("%s, %s, %s steps", first, second, third).isIn(world.before(),
                world.after());
            steps.finish();
          }
        }
      }
    }
  }

  private static int take(int[] left, int index) {
    int steps = left[index];
    left[index] = 0;
    return steps;
  }

  @Test
  void aReaderLooksAgainIfAFileBesideVanishes() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    for (int most : new int[] {0, 1, 5, 1000}) {
      int[] reads = {0};
      UninterruptibleIo.Call<String> read = () -> {
        if (reads[0]++ < most) {
          throw new NoSuchFileException(world.checkpointFile().toString());
        }
        return "read";
      };
      if (most == 1000) {
        assertThatThrownBy(() -> OptimisticRead.of(world.ref, read, ignored -> {}))
            .isInstanceOf(NoSuchFileException.class).hasMessageContaining(NAME + ".checkpoint");
      } else {
        assertThat(OptimisticRead.of(world.ref, read, ignored -> {})).isEqualTo("read");
      }
    }
  }

  @Test
  void aResultIsGivenBackIfTheSecondLookFails() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    List<String> discarded = new ArrayList<>();
    assertThatThrownBy(() -> OptimisticRead.of(world.ref, () -> {
      Files.delete(world.file);
      Files.createSymbolicLink(world.file, world.file.getFileName()); // A link to itself cannot be looked at.
      return "read";
    }, discarded::add)).isInstanceOf(FileSystemException.class);
    assertThat(discarded).containsOnly("read").isNotEmpty();
  }

  /** The attributes of a file that an optimistic reader compares. */
  private record Seen(Object fileKey, FileTime creationTime, FileTime lastModifiedTime)
      implements
        BasicFileAttributes {
    static Seen of(int key, int born, int modified) {
      return new Seen(key, FileTime.from(Instant.ofEpochSecond(born)),
          FileTime.from(Instant.ofEpochSecond(modified)));
    }

    @Override
    public FileTime lastAccessTime() {
      return lastModifiedTime;
    }

    @Override
    public boolean isRegularFile() {
      return true;
    }

    @Override
    public boolean isDirectory() {
      return false;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public long size() {
      return 0;
    }
  }

  @Test
  void aFileThatIsWrittenInPlaceStaysTheSameAlsoWithoutTimesOfBirth() throws IOException {
    Seen withBirths = Seen.of(1, 5, 9);
    Seen withoutBirths = Seen.of(1, 9, 9);
    for (Seen folder : List.of(withBirths, withoutBirths)) {
      assertThat(OptimisticRead.isSame(Seen.of(7, 1, 2), Seen.of(7, 1, 3), () -> folder)).isTrue();
      assertThat(OptimisticRead.isSame(Seen.of(7, 1, 2), Seen.of(8, 1, 2), () -> folder)).isFalse();
      assertThat(OptimisticRead.isSame(Seen.of(7, 1, 2), Seen.of(7, 2, 2), () -> folder)).isFalse();
      // Changed where there are no births, or another file that got the inode of the first one.
      assertThat(OptimisticRead.isSame(Seen.of(7, 1, 1), Seen.of(7, 2, 2), () -> folder))
          .isEqualTo(folder.equals(withoutBirths));
    }
  }

  @Test
  void readersWhileAWriterReplacesFindOneOfBothArrays() throws Exception {
    World world = new World(new Case(true, OpenMode.CREATE, false, true));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> writer = threads.submit(() -> {
        for (int turn = 0; !done.get(); turn++) {
          int crash = turn % 17;
          int length = turn % 2 == 0 ? NEW : NEXT;
          survives(() -> world.publish(length, Fated.crash(crash == 0 ? Integer.MAX_VALUE : crash)));
        }
        return true;
      });
      try {
        for (int i = 0; i < 2000; i++) {
          assertThat(world.read(world.how.store())).isIn(world.before(), world.after(), found(NEXT, true));
        }
      } finally {
        done.set(true);
      }
      writer.get();
    }
  }

  @Test
  void aFileThatWasMadeMeanwhileStays() throws IOException {
    for (boolean described : List.of(true, false)) {
      World world = new World(new Case(described, OpenMode.CREATE_NEW, false, true));
      CrashPoints theirs = step -> {
        if (!Files.exists(world.file)) {
          Files.writeString(world.file, "7777777");
        }
        step.run();
      };
      assertThatThrownBy(() -> world.publish(NEW, theirs)).isInstanceOf(FileAlreadyExistsException.class);
      assertThat(world.file).hasContent("7777777");
      assertThat(world.everything().keySet()).containsExactly(NAME);
    }
  }

  @Test
  void aDescriptionWithoutDataIsNotReplacedUnasked() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE_NEW, false, false));
    Files.writeString(PairStore.description(world.file), "9");
    assertThatThrownBy(() -> world.publish(NEW, CrashPoints.ALL))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("a.length").hasMessageContaining("OpenMode.CREATE");
    assertThat(PairStore.description(world.file)).hasContent("9");
    new World(new Case(true, OpenMode.CREATE, false, false), world.folder).publish(NEXT, CrashPoints.ALL);
    assertThat(world.read().length()).isEqualTo(NEXT);
  }

  private static final FileIdentity GONE = new FileIdentity(4711, FileTime.from(Instant.EPOCH));

  /** A record of a replacement of two files that are both elsewhere. */
  private static byte[] elsewhere(byte[] before, byte[] after) {
    return new Transition(List.of(new Transition.Entry(Optional.of(GONE), Optional.of(before)),
        new Transition.Entry(Optional.of(GONE), Optional.of(after)))).bytes();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Small files that tell nothing of the array beside them. */
  private static List<Map<String, byte[]>> undecided() {
    byte[] damaged = text("mmap-arrays transition 1\nnote");
    return List.of(Map.of(NAME + ".length", elsewhere(text("8"), text("9"))),
        Map.of(NAME + ".length", damaged),
        Map.of(NAME + ".checkpoint", elsewhere(checkpoint(8), checkpoint(9))),
        Map.of(NAME + ".checkpoint", damaged),
        Map.of(NAME + ".length", damaged, NAME + ".checkpoint", elsewhere(checkpoint(8), checkpoint(9))));
  }

  private World undecided(Map<String, byte[]> left) throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    for (Map.Entry<String, byte[]> file : left.entrySet()) {
      Files.write(world.folder.resolve(file.getKey()), file.getValue());
    }
    return world;
  }

  @Test
  void replacingIsAWayOutWhereNothingTellsWhichArrayItIs() throws IOException {
    for (Map<String, byte[]> left : undecided()) {
      World world = undecided(left);
      assertThatThrownBy(world::read).isInstanceOf(ArrayFormatException.class)
          .hasMessageContaining("OpenMode.CREATE");
      ArrayStores.creator(world.ref).store(world.how.store())
          .create(ArraySpec.of(DType.INT8, NEW), OpenMode.CREATE).close();
      assertThat(Files.size(world.file)).isEqualTo(NEW);
      assertThat(PairStore.description(world.file)).hasContent(String.valueOf(NEW));
      world.assertClean(NEW);
      ArrayStores.opener(world.ref).store(world.how.store()).open().close();
    }
  }

  @Test
  void aReplacementThatFailsLosesNothingOfWhatTellsNothing() throws IOException {
    for (Map<String, byte[]> left : undecided()) {
      boolean failed = true;
      for (int fault = 0; failed; fault++) {
        World world = undecided(left);
        Map<String, byte[]> before = CommitFolder.content(world.folder);
        try {
          world.publishUnrecovered(NEW, new Fated(fault, Integer.MAX_VALUE));
          failed = false;
        } catch (IOException refused) {
          if (Files.size(world.file) == OLD) {
            Map<String, byte[]> after = CommitFolder.content(world.folder);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
          }
        }
      }
    }
  }

  @Test
  void aDraftThatIsGivenUpLosesNothingOfWhatTellsNothing() throws IOException {
    for (Map<String, byte[]> left : undecided()) {
      World world = undecided(left);
      Map<String, String> before = world.everything();
      ArrayStores.creator(world.ref).store(world.how.store())
          .draft(ArraySpec.of(DType.INT8, NEW), OpenMode.CREATE).close();
      assertThat(world.everything()).isEqualTo(before);
    }
  }

  @Test
  void aDamagedRecordIsNamedByRecoveryWithTheWayOut() throws IOException {
    for (Map<String, byte[]> left : undecided()) {
      World world = undecided(left);
      Map<String, String> before = world.everything();
      assertThatThrownBy(() -> world.recover(CrashPoints.ALL)).isInstanceOf(ArrayFormatException.class)
          .hasMessageContaining("OpenMode.CREATE").satisfiesAnyOf(
              told -> assertThat(told).hasMessageContaining("--as old"),
              told -> assertThat(told).hasMessageContaining("remove this file by hand"));
      assertThat(world.everything()).isEqualTo(before);
    }
  }

  @Test
  void theRecordOfAReplacementIsKeptWhileItsFileIsElsewhere() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, true, true));
    // Its description and its checkpoint are in transition then, and the data is the old one.
    assertThat(survives(() -> world.publish(NEW, Fated.crash(2)))).isFalse();
    Path away = Files.move(world.file, world.folder.resolve("away"));
    Map<String, String> before = world.files();
    assertThatThrownBy(() -> world.recover(CrashPoints.ALL)).isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(world.file.toString()).hasMessageContaining("put the file back");
    assertThatThrownBy(() -> new World(new Case(true, OpenMode.CREATE_NEW, true, true), world.folder)
        .publish(NEXT, CrashPoints.ALL)).isInstanceOf(FileSystemException.class);
    assertThat(world.files()).isEqualTo(before);
    ArrayCreator creator = ArrayStores.creator(world.ref).store(world.how.store());
    assertThatThrownBy(() -> creator.create(ArraySpec.of(DType.INT8, NEXT), OpenMode.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("put that file back");
    assertThat(world.files()).isEqualTo(before);
    Files.move(away, world.file);
    assertThat(world.recover(CrashPoints.ALL)).isNotEmpty();
    assertThat(world.read()).isEqualTo(world.before());
    world.assertClean(OLD);
  }

  @Test
  void anotherFileThanTheStagedOneIsNotPublished() throws IOException {
    World world = new World(new Case(true, OpenMode.CREATE, false, false));
    StagedFiles files = StagedFiles.stage(world.ref, ArraySpec.of(DType.INT8, NEW), OpenMode.CREATE,
        world.how.store(), Space.SPARSE, false);
    Path staged = files.staged().file();
    Files.move(staged, staged.resolveSibling("a.moved"));
    Files.write(staged, bytes(NEW));
    assertThatThrownBy(() -> files.publish(CrashPoints.ALL)).isInstanceOf(FileSystemException.class)
        .hasMessageContaining(staged.toString()).hasMessageContaining("replaced");
    assertThat(world.read()).isEqualTo(world.before());
  }

  @Test
  void stagedFilesOfOthersAreLeftAlone() throws IOException {
    World world = new World(new Case(false, OpenMode.CREATE, false, false));
    List<String> others = List.of(".b.new-1", ".a.new-b.new-1", ".ab.new-1", ".a.new-1x");
    for (String other : others) {
      Files.createDirectory(world.folder.resolve(other));
    }
    Path foreign = Files.createDirectory(world.folder.resolve(".a.new-77"));
    Files.writeString(foreign.resolve("precious"), "mine");
    Path link = Files.createSymbolicLink(world.folder.resolve(".a.new-78"), Files.createDirectory(
        temporary.resolve("elsewhere")));
    Files.writeString(link.resolve("a"), "mine");
    Path dead = Files.createDirectory(world.folder.resolve(".a.new-123"));
    Files.writeString(dead.resolve("a"), "staged");
    Files.writeString(dead.resolve("0.transition"), "staged");
    world.publish(NEW, CrashPoints.ALL);
    assertThat(dead).doesNotExist();
    assertThat(foreign.resolve("precious")).hasContent("mine");
    assertThat(temporary.resolve("elsewhere/a")).hasContent("mine");
    for (String other : others) {
      assertThat(world.folder.resolve(other)).isDirectory();
    }
  }
}
