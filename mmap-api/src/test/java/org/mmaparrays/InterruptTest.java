package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Extension;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;
import org.mmaparrays.support.PairStore;
import org.mmaparrays.support.SlotStore;

/** An interrupt ends no file operation, and is not lost; each failure names its file. */
class InterruptTest {
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT8, 9000);

  @TempDir
  Path folder;

  private final Thread caller = Thread.currentThread();

  /** Whether a store interrupts the caller while it reads the file, rather than the caller having been interrupted before. */
  private boolean duringTheCall;

  @AfterEach
  void forgetInterrupt() {
    boolean ignored = Thread.interrupted();
  }

  /** Another store whose every call reads the file through a channel, as most stores do. */
  private record Channelled(ArrayStore store, UninterruptibleIo.Task whileReading) implements ArrayStore {
    private void read(Path file) throws IOException {
      if (!Files.exists(file)) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        whileReading.run();
        int ignored = channel.read(ByteBuffer.allocate(1));
      }
    }

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
      return store.companions(file);
    }

    @Override
    public List<ArrayRef> list(Path file) throws IOException {
      read(file);
      return store.list(file);
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      read(ref.file());
      return store.locate(ref, companions);
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) throws IOException {
      read(ref.file());
      return store.locate(ref, companions, declared);
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      read(ref.file());
      return store.allocate(ref, spec);
    }

    @Override
    public Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
      read(ref.file());
      return store.extend(ref, spec);
    }
  }

  private ArrayStore store(ArrayStore inner) {
    return new Channelled(inner, () -> {
      if (duringTheCall && Thread.currentThread().equals(caller)) {
        caller.interrupt();
      }
    });
  }

  private ArrayRef ref() {
    return ArrayRef.of(folder.resolve("x"));
  }

  private ArrayOpener opener() {
    return ArrayStores.opener(ref()).store(store(new PairStore(true)));
  }

  private ArrayCreator creator() {
    return ArrayStores.creator(ref()).store(store(new PairStore(true)));
  }

  /** A call with a result. */
  private interface Call<T> {
    T call() throws IOException;
  }

  /** Makes a call on an interrupted thread, or has its store interrupt it, and takes the interrupt away. */
  private <T> T interrupted(Call<T> call) throws IOException {
    if (!duringTheCall) {
      caller.interrupt();
    }
    T result = call.call();
    assertThat(Thread.interrupted() || duringTheCall).as("interrupted").isTrue();
    return result;
  }

  private void run(ThrowingCallable call) throws IOException {
    boolean ignored = interrupted(() -> {
      try {
        call.call();
      } catch (IOException | RuntimeException | Error failed) {
        throw failed;
      } catch (Throwable other) {
        throw new AssertionError(other);
      }
      return true;
    });
  }

  private void useArrays() throws IOException {
    try (StoredArray made = interrupted(() -> creator().create(SPEC, OpenMode.CREATE))) {
      made.view().setByte(8000, (byte) 7);
      run(made::flush);
      Checkpoint checkpoint = interrupted(() -> made.checkpoint(9000, new byte[0]));
      assertThat(checkpoint.completeTo()).isEqualTo(9000);
      assertThat(interrupted(() -> ArrayStores.writers(ref()))).hasSize(1);
      run(made::close);
    }
    assertThat(interrupted(() -> opener().recover()).actions()).isEmpty();
    assertThat(interrupted(() -> opener().inspect()).spec()).isEqualTo(SPEC);
    assertThat(interrupted(() -> opener().checkpoints())).hasSize(1);
    try (StoredArray read = interrupted(() -> opener().open())) {
      assertThat(read.view().getByte(8000)).isEqualTo((byte) 7);
    }
    try (StoredArray tried = interrupted(() -> opener().open(OpenMode.COPY_ON_WRITE))) {
      tried.view().setByte(1, (byte) 5);
      assertThat(tried.changedRows()).containsExactly(new RowRange(1, 2));
      run(tried::commit);
    }
    try (StoredArray written = interrupted(() -> opener().open(OpenMode.READ_WRITE))) {
      assertThat(written.view().getByte(1)).isEqualTo((byte) 5);
      written.view().setByte(2, (byte) 6);
      run(written::flush);
    }
    try (ArrayDraft draft = interrupted(() -> creator().draft(SPEC, OpenMode.CREATE))) {
      draft.array().view().fill(3);
      run(draft::publish);
    }
    try (StoredArray read = interrupted(() -> opener().open())) {
      assertThat(read.view().getByte(0)).isEqualTo((byte) 3);
    }
  }

  @Test
  void whatIsCalledByAnInterruptedThreadIsDone() throws IOException {
    useArrays();
  }

  @Test
  void whatIsInterruptedWhileItReadsIsDone() throws IOException {
    duringTheCall = true;
    useArrays();
  }

  private void useMembers() throws IOException {
    Path file = folder.resolve("slots");
    ArrayStore slots = store(new SlotStore());
    for (String member : List.of("a", "b")) {
      ArrayRef ref = ArrayRef.of(file, member);
      try (StoredArray made =
          interrupted(() -> ArrayStores.creator(ref).store(slots).create(SPEC, OpenMode.CREATE_NEW))) {
        made.view().setByte(3, (byte) 1);
        run(made::close);
      }
      assertThat(interrupted(() -> ArrayStores.writers(ref))).isEmpty();
      try (RowWriter writer =
          interrupted(() -> ArrayStores.rowWriter(ref).store(slots).replace(SPEC))) {
        run(() -> writer.write(element -> element.setByte(new long[0], (byte) 4)));
        run(writer::close);
      }
    }
    try (StoredArray read =
        interrupted(() -> ArrayStores.opener(ArrayRef.of(file, "b")).store(slots).rows(0, 1).open())) {
      assertThat(read.view().getByte(0)).isEqualTo((byte) 4);
    }
  }

  @Test
  void membersAreAddedByAnInterruptedThread() throws IOException {
    useMembers();
  }

  @Test
  void membersAreAddedByAThreadThatIsInterruptedMeanwhile() throws IOException {
    duringTheCall = true;
    useMembers();
  }

  @Test
  void anArrayIsSavedByAnInterruptedThread() throws IOException {
    Path file = Files.write(folder.resolve("y"), new byte[100]);
    try (StoredArray source = ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(false)).open()) {
      caller.interrupt();
      // No store of this module takes any name: that is said, and not the interrupt.
      assertThatThrownBy(() -> source.saveAs(ref(), OpenMode.CREATE_NEW))
          .isInstanceOf(UnsupportedArrayException.class).hasMessageContaining(ref().toString());
    }
  }

  @Test
  void aFailureOfAStoreIsNotHiddenByTheInterrupt() throws IOException {
    Files.write(ref().file(), new byte[10]);
    caller.interrupt();
    assertThatThrownBy(() -> opener().open()).isInstanceOf(ArrayFormatException.class)
        .hasMessageContaining("no description").hasMessageContaining(ref().toString());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFailureWithoutAMessageNamesTheFileAllTheSame() throws IOException {
    Files.write(ref().file(), new byte[10]);
    ArrayStore failing = new Channelled(new PairStore(false), () -> {
      throw new EOFException();
    });
    assertThatThrownBy(() -> ArrayStores.opener(ref()).store(failing).inspect())
        .isInstanceOf(FileSystemException.class).hasMessageStartingWith(ref() + ": ")
        .hasMessageNotContaining("null").hasCauseInstanceOf(EOFException.class);
  }
}
