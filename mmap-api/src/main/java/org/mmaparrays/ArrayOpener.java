package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.checkpoint.Checkpoints;
import org.mmaparrays.internal.commit.CommitRecovery;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.files.NetworkFileSystems;
import org.mmaparrays.internal.files.OptimisticRead;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.internal.locking.LockScope;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.publication.CompanionFiles;
import org.mmaparrays.internal.publication.CrashRecovery;
import org.mmaparrays.internal.stores.FileChecks;
import org.mmaparrays.internal.stores.MemberCheck;
import org.mmaparrays.internal.stores.StoreRegistry;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.model.Writer;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Storage;

/**
 * How to open an existing array: with which store, under which expectations, in which mode.
 *
 * <p>Immutable; each method gives a new opener. Got from {@link ArrayStores#opener}.
 *
 * {@snippet :
 * try (StoredArray features = ArrayStores.opener(ref).expect(DType.FLOAT32).open()) {
 *     float first = features.view().getFloat(0, 0);
 * }
 * }
 */
public final class ArrayOpener {
  private static final long NANOS_BETWEEN_ATTEMPTS = 2_000_000;
  private static final String MISMATCH_ADVICE = "correct what the program expects, or convert the file";

  private final ArrayRef ref;
  private final @Nullable ArrayStore store;
  private final @Nullable DType expectedType;
  private final @Nullable ArraySpec expectedSpec;
  private final @Nullable DeclaredLayout declared;
  private final @Nullable RowRange rows;
  private final boolean networkAllowed;
  private final boolean incompleteAllowed;

  private ArrayOpener(
      ArrayRef ref,
      @Nullable ArrayStore store,
      @Nullable DType expectedType,
      @Nullable ArraySpec expectedSpec,
      @Nullable DeclaredLayout declared,
      @Nullable RowRange rows,
      boolean networkAllowed,
      boolean incompleteAllowed) {
    this.ref = ref;
    this.store = store;
    this.expectedType = expectedType;
    this.expectedSpec = expectedSpec;
    this.declared = declared;
    this.rows = rows;
    this.networkAllowed = networkAllowed;
    this.incompleteAllowed = incompleteAllowed;
  }

  static ArrayOpener of(ArrayRef ref) {
    return new ArrayOpener(ref, null, null, null, null, null, false, false);
  }

  /**
   * Uses the store of this name rather than the one that recognises the file.
   *
   * @throws IllegalArgumentException if none of this name is installed
   */
  public ArrayOpener store(String name) {
    return store(StoreRegistry.installed().named(name));
  }

  /** Uses this store, which need not be installed. */
  public ArrayOpener store(ArrayStore chosen) {
    return new ArrayOpener(ref, chosen, expectedType, expectedSpec, declared, rows, networkAllowed,
        incompleteAllowed);
  }

  /** Refuses to open an array of another element type; byte order counts. */
  public ArrayOpener expect(DType dtype) {
    return new ArrayOpener(ref, store, dtype, expectedSpec, declared, rows, networkAllowed,
        incompleteAllowed);
  }

  /** Refuses to open an array of another element type, shape or memory order; attributes do not count. */
  public ArrayOpener expect(ArraySpec spec) {
    return new ArrayOpener(ref, store, expectedType, spec, declared, rows, networkAllowed, incompleteAllowed);
  }

  /**
   * Declares the layout of a file that does not describe itself: its elements start at a byte offset and end with it.
   *
   * @throws IllegalArgumentException if the offset is negative
   */
  public ArrayOpener layout(ArraySpec spec, long offset) {
    return new ArrayOpener(ref, store, expectedType, expectedSpec, new DeclaredLayout(spec, offset), rows,
        networkAllowed, incompleteAllowed);
  }

  /**
   * Opens rows {@code from} (inclusive) to {@code to} (exclusive) only: the open array is the array of those rows.
   *
   * <p>It cannot reach any other row, so writers of disjoint rows may be at work at once, in threads and in processes. What is
   * expected ({@link #expect}) is said of all rows.
   *
   * @throws IllegalArgumentException if {@code from} is negative or greater than {@code to}
   */
  public ArrayOpener rows(long from, long to) {
    return new ArrayOpener(ref, store, expectedType, expectedSpec, declared, new RowRange(from, to),
        networkAllowed, incompleteAllowed);
  }

  /** Says that it is known what mapping over a network means; else there is one warning for each such file system. */
  public ArrayOpener allowNetwork() {
    return new ArrayOpener(ref, store, expectedType, expectedSpec, declared, rows, true, incompleteAllowed);
  }

  /**
   * Opens the array also if its checkpoints say that some of its rows were never written, and no writer is at work; these are zeros,
   * or what an attempt at them has left ({@link ArrayInfo#incompleteRows}).
   */
  public ArrayOpener allowIncomplete() {
    return new ArrayOpener(ref, store, expectedType, expectedSpec, declared, rows, networkAllowed, true);
  }

  /**
   * Opens the array read-only.
   *
   * @throws IOException as {@link #open(OpenMode)}
   */
  public StoredArray open() throws IOException {
    return open(OpenMode.READ);
  }

  /**
   * Opens the array. Reads its metadata and maps it; no array is created or changed, whatever the outcome.
   *
   * <p>Reading changes no file, in this folder or any other. Of an array that is half written, a reader gets the rows that are
   * durable so far while the writer is at work; once the writer has died, the array is refused unless {@link #allowIncomplete} is
   * said, or only rows that are written are asked for.
   *
   * <p>In {@link OpenMode#READ_WRITE} it then belongs to this writer until it is closed: all of it, or the {@link #rows} that
   * were asked for. Readers neither need that nor notice.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws java.nio.file.AccessDeniedException if it cannot be read, or not be written where the mode needs it
   * @throws ArrayLockedException if it is opened for writing, and somebody else writes it, or some of the rows
   * @throws ArrayFormatException if the file is malformed, or longer or shorter than its dtype and shape say
   * @throws UnsupportedArrayException if no store takes the file, or the array or mode needs what the store lacks
   * @throws SpecMismatchException if the array is not what is expected
   * @throws IncompleteArrayException if rows that would be read were never written, and no writer is at work
   * @throws IndexOutOfBoundsException if the array does not have the rows
   * @throws IllegalArgumentException if the mode creates; see {@link ArrayStores#create}
   * @throws IOException if the system refuses otherwise
   */
  public StoredArray open(OpenMode mode) throws IOException {
    if (mode.creates()) {
      throw new IllegalArgumentException("mode " + mode + " makes a new array; use ArrayStores.create");
    }
    return mode == OpenMode.READ_WRITE ? openToWrite() : open(mode, null);
  }

  /** Opens the array to be changed in place. */
  MappedArray openToWrite() throws IOException {
    return openLocked(OpenMode.READ_WRITE, lock());
  }

  private WriterLock lock() throws IOException {
    while (true) {
      Writable array = OptimisticRead.of(ref, this::writable, ignored -> {});
      FileChecks.checkWritable(ref.file());
      WriterLock lock = WriterLock.acquire(array.key(), rows);
      try {
        tidy(array, lock);
        if (array.key().offset().isEmpty()
            || OptimisticRead.of(ref, this::writable, ignored -> {}).key().equals(array.key())) {
          return lock;
        }
      } catch (IOException | RuntimeException | Error e) {
        lock.abandon();
        throw e;
      }
      lock.abandon(); // Another array has the name by now.
      LockSupport.parkNanos(NANOS_BETWEEN_ATTEMPTS);
    }
  }

  /** Finishes the work of a writer of this user that died; no other writer does so at the same time. */
  private void tidy(Writable array, WriterLock lock) throws IOException {
    CrashRecovery recovery = new CrashRecovery(ref, array.store(), CrashPoints.ALL, Set.of(), false);
    if (UninterruptibleIo.repeatable(ref.file(), () -> recovery.isNeeded(array.key()))) {
      lock.inGate(() -> {
        UninterruptibleIo.run(ref.file(), () -> recovery.runFor(array.key(), array.storage()));
        return true;
      });
    }
  }

  /** Opens for writing what one has the lock of, which goes with the array, or if this fails. */
  MappedArray openLocked(OpenMode mode, WriterLock lock) throws IOException {
    try {
      return switch (open(mode, lock)) {
        case MappedArray mapped -> mapped;
        case DecodedArray decoded -> throw new IllegalStateException(decoded + " cannot be written");
      };
    } catch (IOException | RuntimeException | Error e) {
      lock.abandon();
      throw e;
    }
  }

  private StoredArray open(OpenMode mode, @Nullable WriterLock lock) throws IOException {
    if (!networkAllowed && Files.exists(ref.file())) {
      NetworkFileSystems.ofThisJvm().look(ref.file());
    }
    return OptimisticRead.of(ref, () -> {
      ArrayStore chosen = choose();
      // Before its metadata are read: a program that has the file open for writing may be changing them.
      SharedFlock flock = SharedFlock.of(ref, chosen);
      try {
        Storage storage = locate(chosen);
        List<RowRange> incomplete = storage instanceof Storage.Contiguous contiguous
            ? incompleteRows(ArrayKey.of(ref, chosen, contiguous), contiguous, mode)
            : List.of();
        return StoredArray.of(ref, store(chosen), chosen, storage, incomplete, mode, lock, flock);
      } catch (IOException | RuntimeException | Error e) {
        flock.close();
        throw e;
      }
    }, StoredArray::withdraw);
  }

  /** Reads which rows are unwritten, and checks that a reader may have the array all the same. */
  private List<RowRange> incompleteRows(ArrayKey key, Storage.Contiguous storage, OpenMode mode)
      throws IOException {
    ArrayFileNames names = ArrayFileNames.of(key);
    if (mode == OpenMode.READ) {
      CommitRecovery.check(names, key, storage);
    }
    List<RowRange> incomplete = Checkpoints.incompleteRows(names, storage.spec());
    boolean reads = mode == OpenMode.READ || mode == OpenMode.COPY_ON_WRITE;
    if (!reads || incompleteAllowed || asked(incomplete).isEmpty()
        || WriterLock.hasLiveWriter(key, asked(incomplete))) {
      return incomplete;
    }
    // A writer may have written them, and ended, between the two looks.
    List<RowRange> now = Checkpoints.incompleteRows(names, storage.spec());
    if (!asked(now).isEmpty()) {
      throw new IncompleteArrayException(ref, asked(now));
    }
    return now;
  }

  private List<RowRange> asked(List<RowRange> incomplete) {
    return rows == null ? incomplete : incomplete.stream().filter(rows::overlaps).toList();
  }

  /**
   * Reads the array's metadata and checks it against the file, without mapping anything.
   *
   * @throws IOException as {@link #open(OpenMode)}
   */
  public ArrayInfo inspect() throws IOException {
    return OptimisticRead.of(ref, () -> {
      ArrayStore chosen = choose();
      return SharedFlock.during(ref, chosen, () -> {
        Storage storage = locate(chosen);
        if (!(storage instanceof Storage.Contiguous contiguous)) {
          return ArrayInfos.of(ref, chosen, storage, List.of());
        }
        FileLength.check(contiguous, Files.size(contiguous.file()));
        ArrayKey key = ArrayKey.of(ref, chosen, contiguous);
        ArrayFileNames names = ArrayFileNames.of(key);
        CommitRecovery.check(names, key, contiguous);
        return ArrayInfos.of(ref, chosen, storage, Checkpoints.incompleteRows(names, contiguous.spec()));
      });
    }, info -> {});
  }

  /**
   * How far the writers of the array have got, in the order of their rows: the newest checkpoint of each; empty for an array
   * that is written without checkpoints. Can be asked at any time, also while they write.
   *
   * @throws SpecMismatchException if a checkpoint is another array's, or the array not what is expected
   * @throws ArrayFormatException if a checkpoint is damaged, or the file is
   * @throws IOException as {@link #open(OpenMode)}
   */
  public List<Checkpoint> checkpoints() throws IOException {
    return OptimisticRead.of(ref, () -> {
      ArrayStore chosen = choose();
      // A switch over types is linked at run time, which short commands feel.
      if (SharedFlock.during(ref, chosen, () -> locate(chosen)) instanceof Storage.Contiguous contiguous) {
        FileLength.check(contiguous, Files.size(contiguous.file()));
        return Checkpoints.all(ArrayFileNames.of(ArrayKey.of(ref, chosen, contiguous)), contiguous.spec());
      }
      return List.<Checkpoint>of();
    }, checkpoints -> {});
  }

  /** Who writes the array, or, without a member, anything in its file; also those who died. */
  List<Writer> writers() throws IOException {
    List<Writer> all = WriterLock.writers(ref);
    if (all.isEmpty() || ref.member().isEmpty()) {
      return all;
    }
    ArrayKey key = OptimisticRead.of(ref, () -> {
      ArrayStore chosen = choose();
      MemberCheck.check(ref, chosen);
      return CompanionFiles.locate(chosen, ref) instanceof Storage.Contiguous storage
          ? ArrayKey.of(ref, chosen, storage)
          : ArrayKey.ofFile(ref);
    }, ignored -> {});
    return WriterLock.writers(key);
  }

  /** Returns some rows, opened again as here; the store must be set. */
  Partition partition(ArraySpec all, RowRange part) {
    return new Partition(ref, part, Objects.requireNonNull(store), all,
        declared == null ? -1 : declared.offset(), networkAllowed);
  }

  /** Returns the rows to open; null for all. */
  @Nullable
  RowRange rows() {
    return rows;
  }

  /**
   * Tidies up after writers of the array that died, as {@link ArrayStores#recover} does.
   *
   * @throws IOException as {@link ArrayStores#recover}
   */
  public Recovery recover(RecoveryOption... options) throws IOException {
    FileChecks.target(ref.file());
    WriterLock lock = WriterLock.claim(ArrayRef.of(ref.file()), LockScope.file(null).creating());
    try {
      ArrayStore chosen = Files.exists(ref.file())
          ? choose()
          : store == null ? StoreRegistry.installed().recognizing(FileChecks.target(ref.file())) : store;
      CrashRecovery recovery = new CrashRecovery(ref, chosen, CrashPoints.ALL, Set.of(options), true);
      return new Recovery(FileFault.named(ref.file(), () -> UninterruptibleIo.call(recovery::run)));
    } finally {
      lock.abandon();
    }
  }

  private ArrayStore choose() throws IOException {
    Candidate candidate = FileChecks.existing(ref.file());
    if (store != null) {
      return store;
    }
    return declared == null
        ? StoreRegistry.installed().recognizing(candidate)
        : StoreRegistry.installed().declared(candidate);
  }

  /** An array that can be changed in place. */
  private record Writable(ArrayStore store, ArrayKey key, Storage.Contiguous storage) {}

  private Writable writable() throws IOException {
    ArrayStore chosen = choose();
    Storage storage = SharedFlock.during(ref, chosen, () -> locate(chosen));
    if (!Capability.closure(chosen.capabilities()).contains(Capability.WRITE)) {
      throw new UnsupportedArrayException(
          ref.file(), "the " + chosen.name() + " store reads only; open with READ or COPY_ON_WRITE");
    }
    return switch (storage) {
      case Storage.Contiguous contiguous ->
        new Writable(chosen, ArrayKey.of(ref, chosen, contiguous), contiguous);
      case Storage.Decoded decoded -> throw DecodedArray.unchangeable(ref, decoded);
    };
  }

  private Storage locate(ArrayStore chosen) throws IOException {
    MemberCheck.check(ref, chosen);
    Storage storage = declared == null
        ? CompanionFiles.locate(chosen, ref)
        : CompanionFiles.locate(chosen, ref, declared);
    ArraySpec spec = storage.spec();
    if (expectedType != null && !spec.dtype().equals(expectedType)) {
      throw new SpecMismatchException(ref.file(), "dtype " + expectedType, spec.toString(), MISMATCH_ADVICE);
    }
    if (expectedSpec != null && !spec.sameLayout(expectedSpec)) {
      throw new SpecMismatchException(ref.file(), expectedSpec.toString(), spec.toString(), MISMATCH_ADVICE);
    }
    return storage;
  }
}
