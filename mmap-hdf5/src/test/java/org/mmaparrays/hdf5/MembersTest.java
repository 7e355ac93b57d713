package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.UnsupportedArrayException;

/** Datasets that are added to an existing file, or take the place of others in it. */
class MembersTest {
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, 100, 10);

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.h5");
  }

  private ArrayRef ref(String member) {
    return ArrayRef.of(file, member);
  }

  private void create(String member, int value) throws IOException {
    create(member, value, OpenMode.CREATE_NEW);
  }

  private void create(String member, int value, OpenMode mode) throws IOException {
    try (StoredArray array = ArrayStores.create(ref(member), SPEC, mode)) {
      array.view().fill(value);
    }
  }

  private int read(String member) throws IOException {
    try (StoredArray array = ArrayStores.open(ref(member), OpenMode.READ)) {
      assertThat(array.spec().withAttributes(Attributes.NONE)).isEqualTo(SPEC);
      return array.view().getInt(99, 9);
    }
  }

  /** What h5py finds: each dataset's name, shape and last element, in the order of names. */
  private String h5py() {
    return H5py.run("""
        found = []
        with h5py.File(sys.argv[1]) as f:
            def see(name, o):
                if isinstance(o, h5py.Dataset):
                    found.append('%s=%s' % (name, o[()].reshape(-1)[-1] if o.size else None))
            f.visititems(see)
        print(' '.join(sorted(found)))
        """, file);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void datasetsAreAddedInGroupsOldAndNew() throws IOException {
    create("/a", 1);
    create("/g/b", 2);
    create("g/h/c", 3);
    create("/d", 4);
    create("/g/e", 5);
    assertThat(ArrayStores.list(file)).extracting(ArrayRef::toString).containsExactly(file + "#/a",
        file + "#/d",
        file + "#/g/b", file + "#/g/e", file + "#/g/h/c");
    assertThat(List.of(read("a"), read("/g/b"), read("/g/h/c"), read("/d"), read("/g/e")))
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(h5py()).isEqualTo("a=1 d=4 g/b=2 g/e=5 g/h/c=3");
    assertThat(files()).containsExactly("a.h5");
    assertThat(ArrayStores.inspect(ref("/g/e")).offset().getAsLong() % 4096).isZero();
  }

  @Test
  void attributesAndEveryTypeAreAdded() throws IOException {
    Attributes attributes = Attributes.of(Map.of("unit", "m²", "scale", 0.5, "list", List.of("a", "")));
    for (DType dtype : DType.all()) {
      ArraySpec spec = ArraySpec.of(dtype, 3, 2).withAttributes(attributes);
      String member = "/t/" + dtype.typestring();
      ArrayStores.create(ref(member), spec, OpenMode.CREATE_NEW).close();
      assertThat(ArrayStores.inspect(ref(member)).spec()).isEqualTo(spec);
    }
    assertThat(H5py.run("""
        with h5py.File(sys.argv[1]) as f:
            for name, d in f['t'].items():
                if d.dtype.str != name or d.attrs['unit'] != 'm²' or d.attrs['scale'] != 0.5:
                    print(name, d.dtype.str, dict(d.attrs))
            print(len(f['t']))
        """, file)).isEqualTo(String.valueOf(DType.all().size()));
  }

  @Test
  void aMemberThatIsThereIsRefusedOrReplaced() throws IOException {
    create("/a", 1);
    create("/g/b", 2);
    long length = Files.size(file);
    assertThatThrownBy(() -> create("/g/b", 3)).isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(file + "#/g/b").hasMessageContaining("OpenMode.CREATE");
    assertThat(Files.size(file)).isEqualTo(length);
    try (StoredArray old = ArrayStores.open(ref("/g/b"), OpenMode.READ)) {
      create("/g/b", 3, OpenMode.CREATE);
      assertThat(old.view().getInt(0, 0)).isEqualTo(2);
    }
    assertThat(h5py()).isEqualTo("a=1 g/b=3");
    assertThat(read("/g/b")).isEqualTo(3);
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void theWholeFileIsReplacedOnlyWithoutAMemberAndWhereThereIsOne() throws IOException {
    create("/a", 1);
    create("/b", 2);
    assertThatThrownBy(() -> ArrayStores.create(file, SPEC)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> ArrayStores.create(ArrayRef.of(file), SPEC, OpenMode.CREATE))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("holds 2 arrays").hasMessageContaining(file + "#/a");
    assertThat(h5py()).isEqualTo("a=1 b=2");
    H5py.run("with h5py.File(sys.argv[1], 'r+') as f: del f['b']", file);
    ArrayStores.create(ArrayRef.of(file), SPEC, OpenMode.CREATE).close();
    assertThat(h5py()).isEqualTo("data=0");
    assertThat(read("/data")).isZero();
  }

  @Test
  void aDraftIsPartOfTheFileOnlyWhenItIsPublished() throws IOException {
    create("/a", 1);
    byte[] before = Files.readAllBytes(file);
    try (ArrayDraft draft = ArrayStores.draft(ref("/b"), SPEC, OpenMode.CREATE_NEW)) {
      draft.array().view().fill(7);
      assertThat(h5py()).isEqualTo("a=1");
      assertThat(ArrayStores.list(file)).hasSize(1);
      assertThatThrownBy(draft::temporaryRef).isInstanceOf(UnsupportedOperationException.class);
      try (StoredArray written = draft.openWritten()) {
        assertThat(written.view().getInt(99, 9)).isEqualTo(7);
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (ArrayDraft draft = ArrayStores.draft(ref("/b"), SPEC, OpenMode.CREATE_NEW)) {
      draft.array().view().fill(8);
      draft.publish();
    }
    assertThat(h5py()).isEqualTo("a=1 b=8");
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void membersAreWrittenWhileOthersAreAdded() throws IOException {
    create("/a", 1);
    create("/b", 2);
    try (StoredArray a = ArrayStores.open(ref("/a"), OpenMode.READ_WRITE);
        StoredArray b = ArrayStores.open(ref("/b"), OpenMode.READ_WRITE)) {
      a.view().fill(11);
      create("/c", 3);
      create("/c", 4, OpenMode.CREATE);
      b.view().fill(12);
      a.flush();
      b.flush();
      assertThatThrownBy(() -> ArrayStores.open(ref("a"), OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> create("/a", 5, OpenMode.CREATE)).isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> ArrayStores.create(ArrayRef.of(file), SPEC, OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
      assertThat(ArrayStores.writers(ref("/a"))).hasSize(1);
      assertThat(ArrayStores.writers(ref("/c"))).isEmpty();
      assertThat(ArrayStores.writers(ArrayRef.of(file))).hasSize(2);
    }
    try (ArrayDraft draft = ArrayStores.draft(ref("/d"), SPEC, OpenMode.CREATE_NEW)) {
      assertThatThrownBy(() -> create("/e", 5)).isInstanceOf(ArrayLockedException.class)
          .hasMessageContaining("another array");
      ArrayStores.open(ref("/a"), OpenMode.READ_WRITE).close();
      draft.publish();
      create("/e", 5);
    }
    assertThat(h5py()).isEqualTo("a=11 b=12 c=4 d=0 e=5");
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void oneArrayUnderSeveralNamesHasOneWriter() throws IOException {
    create("/g/a", 1);
    H5py.run("""
        with h5py.File(sys.argv[1], 'r+') as f:
            f['hard'] = f['g/a']
            f['soft'] = h5py.SoftLink('/g/a')
        """, file);
    try (StoredArray array = ArrayStores.open(ref("/hard"), OpenMode.READ_WRITE)) {
      assertThat(array.view().getInt(0, 0)).isEqualTo(1);
      for (String name : List.of("/g/a", "g//a/", "/soft", "/hard")) {
        assertThatThrownBy(() -> ArrayStores.open(ref(name), OpenMode.READ_WRITE))
            .isInstanceOf(ArrayLockedException.class);
      }
    }
  }

  @Test
  void aFileWithOneDatasetNeedsNoMemberAndHasTheSameLock() throws IOException {
    create("/a", 1);
    try (StoredArray array = ArrayStores.open(ArrayRef.of(file), OpenMode.READ_WRITE)) {
      assertThat(array.view().getInt(0, 0)).isEqualTo(1);
      assertThatThrownBy(() -> ArrayStores.open(ref("/a"), OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      create("/b", 2);
    }
    assertThat(h5py()).isEqualTo("a=1 b=2");
  }

  @Test
  void rowWritersResumeMembersByTheirOwnCheckpoints() throws IOException {
    create("/other", 1);
    for (int start = 0; start < 100; start += 40) {
      try (RowWriter writer =
          ArrayStores.rowWriter(ref("/rows")).policy(FlushPolicy.everyRows(10)).resumeOrCreate(SPEC)) {
        assertThat(writer.position()).isEqualTo(start);
        for (int row = start; row < Math.min(100, start + 40); row++) {
          writer.write(view -> view.fill(9));
        }
      }
      assertThat(ArrayStores.checkpoints(ref("/rows"))).singleElement()
          .satisfies(last -> assertThat(last.completeTo()).isGreaterThan(0));
      assertThat(ArrayStores.checkpoints(ref("/other"))).isEmpty();
    }
    assertThat(h5py()).isEqualTo("other=1 rows=9");
    assertThat(files()).hasSize(2);
    create("/rows", 5, OpenMode.CREATE);
    assertThat(ArrayStores.checkpoints(ref("/rows"))).isEmpty();
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void aReplacedFileHasNoCheckpointOfItsMembers() throws IOException {
    try (RowWriter writer = ArrayStores.rowWriter(ref("/rows")).resumeOrCreate(SPEC)) {
      writer.write(view -> view.fill(9));
    }
    assertThat(files()).hasSize(2);
    ArrayStores.create(ArrayRef.of(file), SPEC, OpenMode.CREATE).close();
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void privateChangesAreCommittedToTheirMember() throws IOException {
    create("/a", 1);
    create("/b", 2);
    try (StoredArray b = ArrayStores.open(ref("/b"), OpenMode.COPY_ON_WRITE)) {
      b.view().setInt(99, 9, 5);
      b.commit();
    }
    assertThat(h5py()).isEqualTo("a=1 b=5");
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void arraysAreSavedBesideThemselves() throws IOException {
    create("/a", 1);
    try (StoredArray a = ArrayStores.open(ref("/a"), OpenMode.READ)) {
      a.saveAs(ref("/copy"), OpenMode.CREATE_NEW);
      assertThatThrownBy(() -> a.saveAs(ref("/a"), OpenMode.CREATE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> a.saveAs(ArrayRef.of(file), OpenMode.CREATE))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(h5py()).isEqualTo("a=1 copy=1");
  }

  @Test
  void h5pyAndThisLibraryExtendAFileByTurns() throws IOException {
    create("/g/a", 1);
    for (int turn = 0; turn < 3; turn++) {
      H5py.run("""
          with h5py.File(sys.argv[1], 'r+') as f:
              turn = sys.argv[2]
              for i in range(20):
                  f['g/h%s-%d' % (turn, i)] = i
              f['soft' + turn] = h5py.SoftLink('/g')
              f['g'].attrs['turn' + turn] = 'text'
              if turn != '0':
                  del f['g/ours' + str(int(turn) - 1)]
          """, file, turn);
      create("/g/ours" + turn, turn);
      assertThat(read("/g/ours" + turn)).isEqualTo(turn);
    }
    assertThat(H5py.run(
        """
            with h5py.File(sys.argv[1]) as f:
                print(len(f['g']), f['g/a'][0, 0], f['g/h2-7'][()], f['g/ours2'][0, 0], sorted(f['g'].attrs), len(f['soft1']))
            """,
        file)).isEqualTo("62 1 7 2 ['turn0', 'turn1', 'turn2'] 62");
  }

  @Test
  void newerFilesOfH5pyAreExtended() throws IOException {
    H5py.run("""
        with h5py.File(sys.argv[1], 'w', libver='latest') as f:
            f['g/a'] = np.full((100, 10), 1, 'i4')
            f['g'].attrs['x'] = 'text'
        """, file);
    create("/g/b", 2);
    create("/g/a", 3, OpenMode.CREATE);
    assertThat(h5py()).isEqualTo("g/a=3 g/b=2");
    assertThat(H5py.run("print(h5py.File(sys.argv[1])['g'].attrs['x'])", file)).isEqualTo("text");
  }

  @Test
  void whatIsNotADatasetIsNotReplaced() throws IOException {
    create("/g/a", 1);
    H5py.run("h5py.File(sys.argv[1], 'r+')['soft'] = h5py.SoftLink('/g')", file);
    byte[] before = Files.readAllBytes(file);
    for (String member : List.of("/g", "/g/a/b", "/soft", "/soft/b", "/")) {
      for (OpenMode mode : List.of(OpenMode.CREATE, OpenMode.CREATE_NEW)) {
        assertThatThrownBy(() -> create(member, 2, mode)).as("%s %s", member, mode)
            .isInstanceOf(UnsupportedArrayException.class);
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(files()).containsExactly("a.h5");
  }

  @Test
  void filesThatCannotBeExtendedSafelyAreRefusedAndNotTouched() throws IOException {
    String make =
        "f = h5py.File(sys.argv[1], 'w', %s)\nf['g/a'] = np.full((100, 10), 1, 'i4')\n%s\nf.close()";
    Map<String, String> refused = Map.of(
        make.formatted("libver='earliest'", ""), "superblock",
        make.formatted("libver='latest', userblock_size=512", ""), "user block",
        make.formatted("libver='latest', track_order=True", ""), "order",
        make.formatted("libver='latest', fs_strategy='page'", ""), "extension",
        make.formatted("libver='latest'", "f['h'] = f['g']"), "hard links",
        make.formatted("libver='latest'", "for i in range(20): f['g/%d' % i] = i"), "heap");
    for (Map.Entry<String, String> each : refused.entrySet()) {
      Files.deleteIfExists(file);
      H5py.run(each.getKey(), file);
      byte[] before = Files.readAllBytes(file);
      assertThatThrownBy(() -> create("/g/b", 2)).as(each.getKey())
          .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining(each.getValue())
          .hasMessageContaining("h5repack -L -c 65535").hasMessageContaining("create_dataset");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      assertThat(files()).containsExactly("a.h5");
    }
  }

  @Test
  void theRepackedFormOfAnyFileCanBeExtended() throws Exception {
    Path old = folder.resolve("old.h5");
    H5py.run("""
        with h5py.File(sys.argv[1], 'w') as f:
            for i in range(30):
                f['g/%d' % i] = i
        """, old);
    try {
      assertThat(new ProcessBuilder("h5repack", "-L", "-c", "65535", old.toString(), file.toString()).start()
          .waitFor()).isZero();
    } catch (IOException absent) {
      return;
    }
    create("/g/b", 2);
    assertThat(
        H5py.run("f = h5py.File(sys.argv[1]); print(len(f['g']), f['g/29'][()], f['g/b'][0, 0])", file))
        .isEqualTo("31 29 2");
  }

  @Test
  void manyAreAddedOneByOne() throws IOException {
    for (int i = 0; i < 300; i++) {
      ArrayStores.create(ref("/g/" + i), ArraySpec.of(DType.INT8, 1), OpenMode.CREATE_NEW).close();
    }
    assertThat(ArrayStores.list(file)).hasSize(300);
    assertThat(H5py.run("print(len(h5py.File(sys.argv[1])['g']))", file)).isEqualTo("300");
  }

  @Test
  void readersFindAWholeFileAtAnyMoment() throws Exception {
    create("/g/a", 1);
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2; i++) {
        readers.add(pool.submit(() -> {
          int most = 0;
          do {
            assertThat(read("/g/a")).isEqualTo(1);
            int found = ArrayStores.list(file).size();
            assertThat(found).isGreaterThanOrEqualTo(most);
            most = found;
          } while (!done.get());
          return most;
        }));
      }
      try {
        for (int i = 0; i < 200; i++) {
          ArrayStores.create(ref("/g/" + i % 100), ArraySpec.of(DType.INT8, 1), OpenMode.CREATE).close();
        }
      } finally {
        done.set(true);
      }
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isBetween(1, 101);
    }
  }

  @Test
  void aFileOfAnotherFormatIsNeverTouched() throws IOException {
    for (byte[] content : List.of(new byte[0], new byte[1000], "HDF".getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, content);
      for (OpenMode mode : List.of(OpenMode.CREATE, OpenMode.CREATE_NEW)) {
        assertThatThrownBy(() -> create("/a", 1, mode)).isInstanceOf(IOException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(files()).containsExactly("a.h5");
      }
    }
  }
}
