package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.files.UnresolvedTransitionException;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.AnotherUser;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.FolderState;
import org.mmaparrays.support.PairStore;

/**
 * Attacks of another user, who prepares the folder that root's program works in: secrets stay secret, and no file changes but the
 * array's own.
 */
@EnabledIf(value = "org.mmaparrays.support.AnotherUser#isPossible", disabledReason = AnotherUser.WHY_NOT)
class HostileFolderTest {
  private static final String SECRET = "31337";
  private static final int LENGTH = 7;
  private static final long MOST_SECONDS = 60;
  private static final PairStore STORE = new PairStore(true);

  @TempDir
  Path temporary;

  /** The folder of the array. */
  private Path folder;

  /** A folder of root's, which nothing may change. */
  private Path elsewhere;

  private Path secret;
  private Path file;

  @BeforeEach
  void prepare() throws IOException {
    mode(temporary, "rwxr-xr-x");
    folder = mode(Files.createDirectory(temporary.resolve("shared")), "rwxr-xr-x");
    elsewhere = mode(Files.createDirectory(temporary.resolve("elsewhere")), "rwxr-xr-x");
    secret = Files.writeString(elsewhere.resolve("secret"), SECRET);
    mode(secret, "rw-------");
    Files.writeString(elsewhere.resolve("x"), "root's own x");
    Files.writeString(elsewhere.resolve("0.final"), "root's own, too");
    file = folder.resolve("x");
  }

  private static Path mode(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static int modeOf(Path path) throws IOException {
    return FileAttributes.of(path, LinkOption.NOFOLLOW_LINKS).permissions();
  }

  /** Makes the folder one of root's, where all users may make files, and none may remove those of others. */
  private void share(String bits) throws IOException, InterruptedException {
    AnotherUser.give(folder, 0);
    assertThat(new ProcessBuilder("chmod", bits, folder.toString()).start().waitFor()).isZero();
  }

  private void createArray(Path where) throws IOException {
    Files.write(where, bytes());
    Files.writeString(PairStore.description(where), String.valueOf(LENGTH));
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) 'a');
    return bytes;
  }

  private ArrayOpener opener() {
    return ArrayStores.opener(ArrayRef.of(file)).store(STORE);
  }

  private ArrayCreator creator() {
    return ArrayStores.creator(ArrayRef.of(file)).store(STORE);
  }

  private RowWriterOpener rowWriter() {
    return ArrayStores.rowWriter(ArrayRef.of(file)).store(STORE);
  }

  private static ArraySpec spec(int length) {
    return ArraySpec.of(DType.INT8, length);
  }

  private interface Use {
    void run() throws IOException;
  }

  private Map<String, Use> readings() {
    Map<String, Use> uses = new LinkedHashMap<>();
    uses.put("open", () -> load(OpenMode.READ));
    uses.put("open copy-on-write", () -> load(OpenMode.COPY_ON_WRITE));
    uses.put("inspect", () -> opener().inspect());
    uses.put("checkpoints", () -> opener().checkpoints());
    uses.put("writers", () -> opener().writers());
    return uses;
  }

  private byte[] load(OpenMode mode) throws IOException {
    try (StoredArray array = opener().open(mode)) {
      return array.load().segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private Map<String, Use> writings() {
    Map<String, Use> uses = new LinkedHashMap<>();
    uses.put("write", () -> {
      try (StoredArray array = opener().open(OpenMode.READ_WRITE)) {
        array.view().setByte(0, (byte) 'b');
        array.checkpoint(1, new byte[0]);
      }
    });
    uses.put("commit", () -> {
      try (StoredArray array = opener().allowIncomplete().open(OpenMode.COPY_ON_WRITE)) {
        array.view().setByte(1, (byte) 'c');
        array.commit();
      }
    });
    uses.put("resume", () -> rowWriter().resume().close());
    uses.put("recover", () -> opener().recover());
    uses.put("recover without a journal", () -> opener().recover(RecoveryOption.DISCARD_JOURNAL));
    uses.put("replace", () -> creator().create(spec(LENGTH), OpenMode.CREATE).close());
    uses.put("replace by rows", () -> rowWriter().replace(spec(LENGTH)).close());
    uses.put("replace by a draft", () -> {
      try (ArrayDraft draft = creator().allowNewOwner().draft(spec(LENGTH), OpenMode.CREATE)) {
        draft.publish();
      }
    });
    return uses;
  }

  /** Uses the array in several ways; returns the failures, which are documented exceptions that a terminal can show. */
  private Map<String, Throwable> use(Map<String, Use> uses) {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    for (Map.Entry<String, Use> use : uses.entrySet()) {
      @Nullable
      Throwable failure = failure(use.getKey(), use.getValue());
      if (failure != null) {
        // The changes of a commit can be saved elsewhere, which a StorageFaultException says.
        assertThat(failure).as(use.getKey()).isInstanceOfAny(IOException.class, StorageFaultException.class)
            .hasMessageContaining(temporary.toString());
        assertThat(String.valueOf(failure.getMessage())).as(use.getKey())
            .doesNotContainPattern("\\p{Cntrl}");
        failures.put(use.getKey(), failure);
      }
    }
    return failures;
  }

  /** Runs on a thread that can be left behind: no interrupt ends the opening of a pipe. */
  private static @Nullable Throwable failure(String name, Use use) {
    FutureTask<Boolean> task = new FutureTask<>(() -> {
      use.run();
      return true;
    });
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(MOST_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (TimeoutException hangs) {
      AssertionError error = new AssertionError(name + " hangs", hangs);
      error.setStackTrace(thread.getStackTrace());
      throw error;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }

  private void assertSecretIsKept(Map<String, String> before) throws IOException {
    assertThat(FolderState.of(elsewhere)).isEqualTo(before);
    assertThat(AnotherUser.attempt(folder,
        "cat $(find . -type f -size -1M -o -type f -size 1M) 2>/dev/null | tr -d '\\000' | grep -c "
            + SECRET))
        .as("files in which the other user reads the secret").startsWith("0\n");
  }

  /** Returns scripts that lay a trap; SECRET and ELSEWHERE stand for a file and a folder of root. */
  static List<String> traps() {
    List<String> traps = new ArrayList<>(List.of(
        "mkdir -p .x.publish/.publication/first && ln -s SECRET .x.publish/.publication/first/leak",
        "mkdir .x.publish && ln -s ELSEWHERE .x.publish/.publication",
        "mkdir -p .x.publish/.publication && ln -s ELSEWHERE .x.publish/.publication/replaced"
            + " && ln -s ELSEWHERE .x.publish/.publication/first",
        "mkdir .x.publish && echo stolen > .x.publish/Makefile && echo stolen > .x.publish/x",
        "mkdir .x.new-1 && ln -s SECRET .x.new-1/x && ln -s SECRET .x.new-1/0.transition",
        "ln -s ELSEWHERE .x.new-1", "echo > .x.new-1", "mkfifo .x.new-1", "ln -s ELSEWHERE .x.publish"));
    for (String name : List.of("x.checkpoint", ".x.commit", ".x.commit-new", ".x.lock")) {
      traps.addAll(List.of("ln -s SECRET " + name, "ln -s ELSEWHERE/new " + name,
          "ln -s /dev/zero " + name, "mkfifo " + name, "mkdir " + name,
          "printf '\\033[2Jmmap-arrays: \\n\\001' > " + name,
          "printf 'mmap-arrays checkpoint 2\\n' > " + name + "; chmod 666 " + name,
          "truncate -s 1T " + name));
    }
    return traps;
  }

  private String script(String trap) {
    return trap.replace("SECRET", secret.toString()).replace("ELSEWHERE", elsewhere.toString());
  }

  @ParameterizedTest
  @MethodSource("traps")
  void inTheOtherUsersOwnFolderNothingIsCopiedMovedOrChanged(String trap) throws Exception {
    AnotherUser.give(folder);
    AnotherUser.run(folder,
        "printf aaaaaaa > x && printf 7 > x.length && echo all: > Makefile && " + script(trap));
    Map<String, String> outside = FolderState.of(elsewhere);
    Map<String, String> inside = FolderState.of(folder);
    use(readings());
    assertThat(FolderState.of(folder)).as("after reading").isEqualTo(inside);
    assertSecretIsKept(outside);
    use(writings());
    assertSecretIsKept(outside);
    assertThat(folder.resolve("Makefile")).hasContent("all:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ln -s SECRET x.length", "ln -s /dev/zero x.length", "mkfifo x.length",
      "mkdir x.length", "truncate -s 1T x.length", "ln -s x.length x.length"})
  void aDescriptionIsReadAndNeverCopied(String trap) throws Exception {
    AnotherUser.give(folder);
    AnotherUser.run(folder, "printf aaaaaaa > x && " + script(trap));
    Map<String, String> outside = FolderState.of(elsewhere);
    Map<String, String> inside = FolderState.of(folder);
    use(readings());
    assertThat(FolderState.of(folder)).as("after reading").isEqualTo(inside);
    use(writings());
    assertSecretIsKept(outside);
  }

  @ParameterizedTest
  @MethodSource("traps")
  void inASharedFolderRootReadsItsArrayAndIsNotLockedOutUnnamed(String trap) throws Exception {
    share("1777");
    createArray(file);
    Files.writeString(folder.resolve("Makefile"), "all:\n");
    AnotherUser.run(folder, script(trap));
    Map<String, String> outside = FolderState.of(elsewhere);
    Map<String, String> inside = FolderState.of(folder);
    Map<String, Throwable> failures = use(readings());
    failures.remove("writers");
    assertThat(failures).isEmpty();
    assertThat(load(OpenMode.READ)).isEqualTo(bytes());
    assertThat(FolderState.of(folder)).as("after reading").isEqualTo(inside);
    use(writings()).forEach((use, failure) -> assertThat(failure).as(use)
        .satisfiesAnyOf(named -> assertThat(named).hasMessageContaining("12345"),
            named -> assertThat(named).hasMessageContaining("has no checkpoint")));
    assertSecretIsKept(outside);
    assertThat(folder.resolve("Makefile")).hasContent("all:");
  }

  /** An archive belongs to the user who unpacks it, and so do the traps in it. */
  @Test
  void anArchiveThatRootUnpacksReplacesAndMovesNothing() throws Exception {
    createArray(file);
    Files.writeString(folder.resolve("Makefile"), "all:\n");
    for (String name : List.of(".x.publish", ".x.new-1", ".x.new-2", ".x.publish/.publication")) {
      Path staged = Files.createDirectory(folder.resolve(name));
      Files.writeString(staged.resolve("Makefile"), "stolen:\n");
    }
    Files.createSymbolicLink(folder.resolve(".x.publish/.publication/replaced"), elsewhere);
    Files.createSymbolicLink(folder.resolve(".x.publish/.publication/first"), elsewhere);
    Files.createSymbolicLink(folder.resolve(".x.new-3"), elsewhere);
    Path dead = Files.createDirectory(folder.resolve(".x.new-4"));
    Files.createSymbolicLink(dead.resolve("x"), elsewhere.resolve("x"));
    Files.createSymbolicLink(dead.resolve("0.final"), elsewhere.resolve("0.final"));
    Map<String, String> outside = FolderState.of(elsewhere);
    Map<String, String> inside = FolderState.of(folder);
    assertThat(use(readings())).isEmpty();
    assertThat(FolderState.of(folder)).isEqualTo(inside);
    use(writings());
    assertThat(FolderState.of(elsewhere)).isEqualTo(outside);
    assertThat(folder.resolve("Makefile")).hasContent("all:");
    assertThat(dead).doesNotExist();
    for (String name : List.of(".x.publish", ".x.new-1", ".x.new-2")) {
      assertThat(folder.resolve(name).resolve("Makefile")).as("not the library's own: %s", name)
          .hasContent("stolen:");
    }
  }

  /** The path of the array may be a link, so that some of the time the array is root's own; then nothing is written. */
  @Test
  void filesThatAreSwappedWhileTheyAreWrittenLeadNowhere() throws Exception {
    Path target = Files.writeString(elsewhere.resolve("target"), "zzzzzzz");
    AnotherUser.give(folder);
    AnotherUser.run(folder, "printf aaaaaaa > x && printf 7 > x.length && cp x y");
    Map<String, String> before = FolderState.of(elsewhere);
    Process swapping = AnotherUser.start(folder, "while :; do ln -sfn " + target
        + " s; mv -fT s x; ln -sfn " + target + " s; mv -fT s .x.commit; ln -sfn " + target
        + " s; mv -fT s x.checkpoint; cp y z; mv -fT z x; rm -f .x.commit x.checkpoint; done");
    try {
      Map<String, Use> some = new LinkedHashMap<>();
      some.put("commit", () -> {
        try (StoredArray array = opener().open(OpenMode.COPY_ON_WRITE)) {
          if (array.view().getByte(0) == 'a') {
            array.view().setByte(1, (byte) 'c');
            array.commit();
          }
        }
      });
      some.put("write", () -> {
        try (StoredArray array = opener().open(OpenMode.READ_WRITE)) {
          if (array.view().getByte(0) == 'a') {
            array.view().setByte(2, (byte) 'c');
            array.checkpoint(1, new byte[0]);
          }
        }
      });
      for (int i = 0; i < 60; i++) {
        use(some);
        use(readings());
        Files.deleteIfExists(elsewhere.resolve(".target.lock"));
      }
    } finally {
      swapping.destroyForcibly().waitFor();
    }
    assertThat(target).hasContent("zzzzzzz");
    assertThat(FolderState.of(secret)).containsEntry(secret.toString(), before.get(secret.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ln -s ELSEWHERE STAGING", "mv mine STAGING", "mkdir STAGING"})
  void aStagingFolderThatIsSwappedIsNeitherEmptiedNorPublished(String swap) throws Exception {
    share("777");
    createArray(file);
    for (boolean publishes : new boolean[] {true, false}) {
      Path mine = Files.createDirectory(folder.resolve("mine"));
      Files.writeString(mine.resolve("x"), "root's own x");
      Files.writeString(mine.resolve("0.final"), "root's own, too");
      Map<String, String> before = FolderState.of(elsewhere);
      ArrayDraft draft = creator().draft(spec(LENGTH), OpenMode.CREATE);
      Path staging = FileOps.parent(draft.temporaryRef().file());
      AnotherUser.run(folder, "mv " + staging + " away && "
          + script(swap).replace("STAGING", staging.toString()));
      if (publishes) {
        assertThatThrownBy(draft::publish).isInstanceOf(StorageFaultException.class);
      }
      assertThatThrownBy(draft::close).isInstanceOf(IOException.class)
          .hasMessageContaining(staging.toString()).hasMessageContaining("renamed");
      assertThat(FolderState.of(elsewhere)).isEqualTo(before);
      Path kept = swap.startsWith("mv") ? staging : mine;
      assertThat(kept.resolve("x")).hasContent("root's own x");
      assertThat(kept.resolve("0.final")).hasContent("root's own, too");
      assertThat(load(OpenMode.READ)).isEqualTo(bytes());
      for (String left : List.of("away", "mine", staging.getFileName().toString())) {
        assertThat(new ProcessBuilder("rm", "-rf", folder.resolve(left).toString()).start().waitFor())
            .isZero();
      }
    }
  }

  // Private files stay private.

  private static boolean hasAcls(Path folder) throws IOException {
    try {
      Path probe = Files.createFile(folder.resolve("probe"));
      boolean works = new ProcessBuilder("setfacl", "-m", "u:4242:r", probe.toString())
          .redirectErrorStream(true).start().waitFor() == 0;
      Files.delete(probe);
      return works;
    } catch (IOException noProgram) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }

  private static String acl(Path file) throws IOException {
    return new String(
        new ProcessBuilder("getfacl", "-cpn", file.toString()).start().getInputStream().readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private Map<String, Use> replacements() {
    Map<String, Use> uses = new LinkedHashMap<>();
    uses.put("create", () -> creator().create(spec(LENGTH + 1), OpenMode.CREATE).close());
    uses.put("row writer", () -> rowWriter().replace(spec(LENGTH)).close());
    uses.put("draft", () -> {
      try (ArrayDraft draft = creator().draft(spec(LENGTH + 1), OpenMode.CREATE)) {
        assertStagedIsPrivate();
        draft.publish();
      }
    });
    return uses;
  }

  private void assertStagedIsPrivate() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> staged =
          all.filter(path -> FileOps.name(FileOps.parent(path)).toString().startsWith(".x.new-")).toList();
      assertThat(staged).isNotEmpty();
      for (Path path : staged) {
        assertThat(modeOf(FileOps.parent(path))).isEqualTo(0700);
      }
      for (Path path : staged) {
        assertThat(AnotherUser.attempt(folder, "cat " + path)).endsWith("1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw----", "r--------", "rw-rw-rw-"})
  void aReplacedFileKeepsModeOwnerAndGroup(String permissions) throws Exception {
    for (Map.Entry<String, Use> use : replacements().entrySet()) {
      createArray(file);
      for (Path path : List.of(file, PairStore.description(file))) {
        mode(path, permissions);
        AnotherUser.give(path, 4242);
      }
      int before = modeOf(file);
      int mode = kept(before, NativeAccess.isEnabled());
      use.getValue().run();
      for (Path path : List.of(file, PairStore.description(file))) {
        FileAttributes after = FileAttributes.of(path);
        // A description that stays the same is not replaced.
        assertThat(after.permissions()).as("%s: mode of %s", use.getKey(), path)
            .isIn(path.equals(file) ? List.of(mode) : List.of(mode, before));
        assertThat(List.of(after.uid(), after.gid())).as("%s: owner of %s", use.getKey(), path)
            .containsExactly(4242, 4242);
      }
      if (FileOps.exists(folder.resolve("x.checkpoint"))) {
        assertThat(modeOf(folder.resolve("x.checkpoint")) & ~mode).as("more than the array allows").isZero();
      }
      Files.deleteIfExists(folder.resolve("x.checkpoint"));
    }
  }

  /** The permissions of a file once it is replaced: a mode alone does not tell those of a group from the mask of a list. */
  private static int kept(int mode, boolean natively) {
    return natively ? mode : (mode & ~070) | (mode & ((mode & 7) << 3));
  }

  /** Runs in a JVM of its own: replaces an array. */
  static final class Replaces {
    public static void main(String[] args) throws IOException {
      ArrayStores.creator(ArrayRef.of(Path.of(args[0]))).store(STORE)
          .create(spec(LENGTH + 1), OpenMode.CREATE)
          .close();
    }
  }

  @Test
  void withoutNativeAccessAReplacedFileIsNoMorePublicThanItsListAllows() throws Exception {
    assumeTrue(hasAcls(folder), "needs setfacl, and a file system with access control lists");
    for (boolean natively : new boolean[] {true, false}) {
      for (String list : List.of("u::rw,g::-,u:4242:rw,m::rw,o::-", "u::rw,g::r,u:4242:rw,m::rw,o::r", "")) {
        for (String inherited : List.of("", "u:" + AnotherUser.ID + ":rw")) {
          createArray(file);
          for (Path path : List.of(file, PairStore.description(file))) {
            assertThat(new ProcessBuilder("setfacl", "-b", path.toString()).start().waitFor()).isZero();
            mode(path, "rw-r-----");
            Files.setAttribute(path, "unix:gid", AnotherUser.ID);
            if (!list.isEmpty()) {
              assertThat(new ProcessBuilder("setfacl", "-m", list, path.toString()).start().waitFor())
                  .isZero();
            }
          }
          assertThat(new ProcessBuilder("setfacl", "-k", folder.toString()).start().waitFor()).isZero();
          if (!inherited.isEmpty()) {
            assertThat(new ProcessBuilder("setfacl", "-d", "-m", inherited, folder.toString()).start()
                .waitFor()).isZero();
          }
          String before = AnotherUser.attempt(folder, "cat x > /dev/null; cat x.length > /dev/null");
          String writing = AnotherUser.attempt(folder, "true >> x");
          try (ChildJvm child = ChildJvm.start(
              List.of(natively ? NativeAccess.flag() : "-Dno.native.access"), Replaces.class,
              file.toString())) {
            assertThat(child.waitFor()).isZero();
          }
          if (!before.endsWith("\n0")) {
            assertThat(AnotherUser.attempt(folder, "cat x > /dev/null || cat x.length > /dev/null"))
                .as("%s %s %s", natively, list, inherited).doesNotEndWith("\n0");
          }
          if (!writing.endsWith("\n0")) {
            assertThat(AnotherUser.attempt(folder, "true >> x")).as("%s %s %s", natively, list, inherited)
                .doesNotEndWith("\n0");
          }
          assertThat(modeOf(file) & 0707).isEqualTo(list.contains("o::r") ? 0604 : 0600);
        }
      }
    }
  }

  @Test
  void aReplacedFileKeepsItsAccessControlList() throws Exception {
    assumeTrue(NativeAccess.isEnabled(), "lists are kept with native access");
    assumeTrue(hasAcls(folder), "needs setfacl, and a file system with access control lists");
    for (Map.Entry<String, Use> use : replacements().entrySet()) {
      createArray(file);
      mode(file, "rw-------");
      assertThat(new ProcessBuilder("setfacl", "-m", "u:4242:r,g:4243:rw", file.toString()).start().waitFor())
          .isZero();
      String before = acl(file);
      use.getValue().run();
      assertThat(acl(file)).as(use.getKey()).isEqualTo(before).contains("user:4242:r--");
    }
    // The list that the folder gives to new files does not make a private file public.
    createArray(file);
    assertThat(new ProcessBuilder("setfacl", "-b", file.toString()).start().waitFor()).isZero();
    mode(file, "rw-------");
    assertThat(new ProcessBuilder("setfacl", "-d", "-m", "u:12345:rw", folder.toString()).start().waitFor())
        .isZero();
    creator().create(spec(LENGTH + 1), OpenMode.CREATE).close();
    assertThat(acl(file)).doesNotContain("12345");
    assertThat(modeOf(file)).isEqualTo(0600);
  }

  /** Runs as the other user: replaces an array, perhaps so that it changes hands. */
  static final class Replacer {
    public static void main(String[] args) {
      ArrayCreator creator = ArrayStores.creator(ArrayRef.of(Path.of(args[0]))).store(STORE);
      try {
        (args.length > 1 ? creator.allowNewOwner() : creator).create(spec(LENGTH + 2), OpenMode.CREATE)
            .close();
        System.out.println("replaced");
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }

  @Test
  void rootsArrayDoesNotChangeHandsUnlessThatIsAllowed() throws Exception {
    share("777");
    createArray(file);
    Map<String, String> before = FolderState.of(file, PairStore.description(file));
    assertThat(AnotherUser.run(Replacer.class, file.toString())).singleElement().asString()
        .contains("AccessDeniedException", file.toString());
    assertThat(FolderState.of(file, PairStore.description(file))).isEqualTo(before);
    mode(file, "rw-rw-rw-");
    mode(PairStore.description(file), "rw-rw-rw-");
    before = FolderState.of(file, PairStore.description(file));
    assertThat(AnotherUser.run(Replacer.class, file.toString())).singleElement().asString()
        .contains("AccessDeniedException", file.toString(), "allowNewOwner");
    assertThat(FolderState.of(file, PairStore.description(file))).isEqualTo(before);
    assertThat(AnotherUser.run(Replacer.class, file.toString(), "new owner")).containsExactly("replaced");
    assertThat(FileAttributes.of(file).uid()).isEqualTo(AnotherUser.ID);
    assertThat(Files.size(file)).isEqualTo(LENGTH + 2);
  }

  // Locks

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r--r--"})
  void theLockFileOfRootsArrayCannotBeSpoiledOrHeld(String permissions) throws Exception {
    share("1777");
    createArray(file);
    mode(file, permissions);
    try (StoredArray array = opener().open(OpenMode.READ_WRITE)) {
      assertThat(array.isOpen()).isTrue();
      assertThat(folder.resolve(".x.lock")).exists();
      assertThat(AnotherUser.attempt(folder, "printf garbage > .x.lock")).endsWith("2");
      assertThat(AnotherUser.attempt(folder, "cat .x.lock > /dev/null")).as("reading would let them lock it")
          .endsWith("1");
      assertThat(AnotherUser.attempt(folder, "rm -f .x.lock")).endsWith("1");
      assertThatThrownBy(() -> creator().create(spec(1), OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
    }
    opener().open(OpenMode.READ_WRITE).close();
  }

  @Test
  void theLockFileOfAnArrayWithAnAccessControlListIsForItsWriters() throws Exception {
    assumeTrue(NativeAccess.isEnabled(), "lists are seen with native access");
    assumeTrue(hasAcls(folder), "needs setfacl, and a file system with access control lists");
    share("1777");
    createArray(file);
    mode(file, "rw-------");
    assertThat(new ProcessBuilder("setfacl", "-m", "u:4242:r,u:4243:rw", file.toString()).start().waitFor())
        .isZero();
    assertThat(new ProcessBuilder("setfacl", "-d", "-m", "u:12345:rw", folder.toString()).start().waitFor())
        .isZero();
    try (StoredArray array = opener().open(OpenMode.READ_WRITE)) {
      assertThat(array.isOpen()).isTrue();
      assertThat(acl(folder.resolve(".x.lock"))).contains("user:4243:rw-").doesNotContain("user:4242:r")
          .doesNotContain("user:12345:r");
      assertThat(AnotherUser.attempt(folder, "cat .x.lock")).endsWith("1");
    }
    assertThat(new ProcessBuilder("setfacl", "-b", file.toString()).start().waitFor()).isZero();
    try (StoredArray array = opener().open(OpenMode.READ_WRITE)) {
      assertThat(array.isOpen()).isTrue();
      assertThat(AnotherUser.attempt(folder, "cat .x.lock"))
          .as("with the list that the folder gives to files").endsWith("1");
    }
  }

  // Checkpoints of others

  private byte[] checkpoint(long completeTo) {
    return CheckpointSeries.first(spec(LENGTH),
        new Checkpoint(new RowRange(0, LENGTH), completeTo, new byte[0], Instant.EPOCH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"777", "1777", "3777"})
  void aCheckpointOfAnotherUserIsNotBelieved(String bits) throws Exception {
    Files.setAttribute(folder, "unix:gid", 4000);
    assertThat(new ProcessBuilder("chmod", bits, folder.toString()).start().waitFor()).isZero();
    createArray(file);
    Files.setAttribute(file, "unix:gid", 4000);
    mode(file, "rw-rw-r--");
    Path prepared = mode(Files.write(elsewhere.resolve("prepared"), checkpoint(3)), "rw-r--r--");
    AnotherUser.run(folder, "cat " + prepared + " > x.checkpoint");
    assertThat(opener().checkpoints()).isEmpty();
    assertThat(opener().inspect().incompleteRows()).isEmpty();
    assertThat(load(OpenMode.READ)).isEqualTo(bytes());
    assertThatThrownBy(() -> rowWriter().resume()).isInstanceOf(IOException.class)
        .hasMessageContaining("startAt");
    assertThat(load(OpenMode.READ)).isEqualTo(bytes());
  }

  @Test
  void aHalfWrittenArrayIsNotCompletedByAnotherUser() throws Exception {
    share("1777");
    createArray(file);
    Files.write(folder.resolve("x.checkpoint"), checkpoint(3));
    mode(folder.resolve("x.checkpoint"), "rw-r--r--");
    Path prepared = mode(Files.write(elsewhere.resolve("prepared"), checkpoint(LENGTH)), "rw-r--r--");
    for (String script : List.of("cat PREPARED > x.checkpoint", "cp PREPARED y && mv -f y x.checkpoint",
        "ln -sf PREPARED x.checkpoint", "rm -f x.checkpoint")) {
      assertThat(AnotherUser.attempt(folder, script.replace("PREPARED", prepared.toString())))
          .as(script).doesNotEndWith("\n0");
    }
    assertThatThrownBy(() -> load(OpenMode.READ)).isInstanceOf(IncompleteArrayException.class);
  }

  @Test
  void aCheckpointIsNeverReadOrWrittenThroughALink() throws Exception {
    Path other = Files.write(elsewhere.resolve("x.checkpoint"), checkpoint(LENGTH));
    createArray(file);
    Files.createSymbolicLink(folder.resolve("x.checkpoint"), other);
    Map<String, String> before = FolderState.of(elsewhere);
    assertThatThrownBy(() -> load(OpenMode.READ)).isInstanceOf(IOException.class)
        .hasMessageContaining("x.checkpoint").hasMessageContaining("link");
    assertThatThrownBy(() -> rowWriter().startAt(0).resume()).isInstanceOf(IOException.class);
    rowWriter().replace(spec(LENGTH)).close();
    assertThat(FolderState.of(elsewhere)).isEqualTo(before);
    Files.delete(folder.resolve("x.checkpoint"));
    Files.createLink(folder.resolve("x.checkpoint"), other);
    assertThatThrownBy(() -> rowWriter().resume()).isInstanceOf(IOException.class)
        .hasMessageContaining("several names");
    assertThat(other).hasBinaryContent(checkpoint(LENGTH));
  }

  // Reading as the other user

  /** Runs as the other user: reads an array that is replaced all the time. */
  static final class Reader {
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      int refused = 0;
      int mixed = 0;
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).store(STORE).open()) {
          long length = array.shape().dim(0);
          for (long k = 0; k < length; k++) {
            mixed += array.view().getByte(k) == (byte) ('0' + length) ? 0 : 1;
          }
        } catch (IOException e) {
          refused++;
          System.out.println(e);
        }
      }
      System.out.println("refused " + refused + ", mixed " + mixed);
    }
  }

  @Test
  void aUserWhoMayOnlyReadIsNeverRefusedWhileRootReplaces() throws Exception {
    Files.writeString(file, "5".repeat(5));
    Files.writeString(PairStore.description(file), "5");
    mode(file, "rw-r--r--");
    mode(PairStore.description(file), "rw-r--r--");
    Process reader = AnotherUser.start(Reader.class, file.toString(), "3000");
    for (int turn = 0; reader.isAlive(); turn++) {
      int length = turn % 2 == 0 ? 7 : 5;
      try (ArrayDraft draft = creator().draft(spec(length), OpenMode.CREATE)) {
        draft.array().view().fill((byte) ('0' + length));
        draft.publish();
      }
    }
    assertThat(reader.inputReader().readAllLines()).containsExactly("refused 0, mixed 0");
  }

  @Test
  void theOtherUserRecoversNothingOfRoots() throws Exception {
    share("777");
    createArray(file);
    Path staging = Files.createDirectory(folder.resolve(".x.new-1"));
    Files.writeString(staging.resolve("x"), "unfinished");
    byte[] transition = new Transition(
        List.of(new Transition.Entry(Optional.of(FileIdentity.of(file)), Optional.of(new byte[] {'7'})),
            new Transition.Entry(Optional.empty(), Optional.of(new byte[] {'9'}))))
        .bytes();
    Files.write(PairStore.description(file), transition);
    Map<String, String> before = FolderState.of(staging, file, PairStore.description(file));
    AnotherUser.run(Recoverer.class, file.toString());
    assertThat(FolderState.of(staging, file, PairStore.description(file))).isEqualTo(before);
    assertThat(load(OpenMode.READ)).isEqualTo(bytes());
  }

  @Test
  void recoveryOfAnotherUsersReplacementIsRefusedAndNamesTheOwner() throws Exception {
    share("777");
    createArray(file);
    Optional<FileIdentity> gone = Optional.of(new FileIdentity(4711, FileTime.from(Instant.EPOCH)));
    byte[] record = new Transition(List.of(new Transition.Entry(gone, Optional.of(new byte[] {'8'})),
        new Transition.Entry(gone, Optional.of(new byte[] {'9'})))).bytes();
    for (Path place : List.of(PairStore.description(file), folder.resolve("x.checkpoint"))) {
      createArray(file);
      Files.write(place, record);
      AnotherUser.give(file);
      AnotherUser.give(place);
      Map<String, String> before = FolderState.of(folder);
      assertThatThrownBy(() -> load(OpenMode.READ)).isInstanceOf(UnresolvedTransitionException.class)
          .hasMessageContaining("let 12345 (user 12345) run `mmap recover " + file);
      for (RecoveryOption[] options : new RecoveryOption[][] {{}, {RecoveryOption.KEEP_NEW}}) {
        assertThatThrownBy(() -> opener().recover(options)).isInstanceOf(AccessDeniedException.class)
            .hasMessageContaining(place.toString())
            .hasMessageContaining("let 12345 (user 12345) run `mmap recover " + file);
      }
      Map<String, String> after = FolderState.of(folder);
      after.remove(folder.toString()); // A lock file was there meanwhile.
      before.remove(folder.toString());
      assertThat(after).isEqualTo(before);
      Files.delete(place);
    }
  }

  /** Runs as the other user: recovers an array. */
  static final class Recoverer {
    public static void main(String[] args) {
      try {
        System.out.println(
            ArrayStores.opener(ArrayRef.of(Path.of(args[0]))).store(STORE).recover(RecoveryOption.KEEP_NEW));
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }
}
