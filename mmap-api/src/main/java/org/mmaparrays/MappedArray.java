package org.mmaparrays;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.checkpoint.Checkpoints;
import org.mmaparrays.internal.commit.Commit;
import org.mmaparrays.internal.commit.CommitRecovery;
import org.mmaparrays.internal.concurrent.ExitHook;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.internal.mapping.RowSubset;
import org.mmaparrays.internal.memory.MappingFault;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/** An array stored side by side in a file, mapped in place. */
final class MappedArray extends StoredArray {
  private final ArrayKey key;
  private final RowSubset some;
  private final Mapping mapping;
  private final NdArray view;
  private final StreamedArray streamed;
  private final @Nullable WriterLock lock;
  private final @Nullable Commit commit;
  private final AtomicBoolean closing = new AtomicBoolean();
  private @Nullable Checkpoints checkpoints;
  private @Nullable ExitHook exitHook;

  private MappedArray(ArrayOpener opener, ArrayKey key, RowSubset some, ArrayInfo info, OpenMode mode,
      Mapping mapping,
      @Nullable WriterLock lock, SharedFlock flock, @Nullable Commit commit) {
    super(opener, info, mode, flock);
    this.key = key;
    this.some = some;
    this.mapping = mapping;
    this.view = new NdArray(some.elements(mapping));
    this.streamed = new StreamedArray(this, mapping);
    this.lock = lock;
    this.commit = commit;
    if (lock != null) {
      lock.dropWith(mapping.scope()); // All views have it.
    }
  }

  /**
   * Maps an array that a store has located.
   *
   * @param ref the array as messages name it, wherever its file is
   * @param opener opens it again
   * @param incompleteRows the rows that checkpoints call unwritten
   * @param lock the right to write it, released when the array is closed, not when this fails; null for readers
   * @param flock the lock that keeps other programs from writing it; likewise
   */
  static MappedArray of(ArrayRef ref, ArrayOpener opener, ArrayStore store, Storage.Contiguous storage,
      List<RowRange> incompleteRows, OpenMode mode, @Nullable WriterLock lock, SharedFlock flock)
      throws IOException {
    ArrayKey key = ArrayKey.of(ref, store, storage);
    RowSubset some = RowSubset.of(ref, storage, opener.rows());
    ArrayInfo info = ArrayInfos.of(ref, store, some.storage(), incompleteRows);
    if (mode == OpenMode.COPY_ON_WRITE) {
      return privately(opener, key, some, info, flock,
          Capability.closure(store.capabilities()).contains(Capability.WRITE));
    }
    Mapping mapping = Mapping.of(ref, some.mapped(), mode);
    return new MappedArray(opener, key, some, info, mode, mapping, lock, flock, null);
  }

  private static MappedArray privately(ArrayOpener opener, ArrayKey key, RowSubset some, ArrayInfo info,
      SharedFlock flock,
      boolean committable) throws IOException {
    OpenMode mode = OpenMode.COPY_ON_WRITE;
    while (true) {
      Commit.Before before = Commit.Before.of(key, some.all().file());
      Mapping mapping = Mapping.of(key.ref(), some.mapped(), mode);
      try {
        CommitRecovery.Shown shown =
            CommitRecovery.show(key, some.all(), some.mapped().offset(), mapping.memory());
        if (shown != CommitRecovery.Shown.UNSURE) {
          Commit commit = committable ? Commit.of(key, some, mapping, before, shown) : null;
          return new MappedArray(opener, key, some, info, mode, mapping, null, flock, commit);
        }
      } catch (IOException | RuntimeException | Error e) {
        mapping.discard();
        throw e;
      }
      mapping.discard();
    }
  }

  @Override
  public Optional<NdArray> inPlace() {
    return Optional.of(view());
  }

  @Override
  public Chunks chunks(long rows) {
    return view().chunks(rows);
  }

  @Override
  public ArrayData streaming() {
    return streamed;
  }

  @Override
  public RowRange rows() {
    return some.rows();
  }

  @Override
  public List<Partition> partitions(int count) {
    if (mode == OpenMode.COPY_ON_WRITE) {
      throw new UnsupportedOperationException(ref()
          + ": private changes cannot be seen through partitions; open with OpenMode.READ, or save the array first");
    }
    return rows().split(count).stream().map(part -> opener.partition(some.all().spec(), part)).toList();
  }

  @Override
  public boolean isOpen() {
    return mapping.scope().isOpen();
  }

  @Override
  public NdArray view() {
    mapping.scope().checkOpen();
    return view;
  }

  @Override
  public NdArray loadRegion(Region region) {
    return view().region(region).copy();
  }

  @Override
  public NdArray load() {
    NdArray loaded = NdArray.allocate(spec());
    loaded.copyFrom(view());
    return loaded;
  }

  @Override
  public void advise(ReadAdvice advice) {
    mapping.advise(advice);
  }

  @Override
  public void advise(ReadAdvice advice, RowRange rows) {
    mapping.advise(view().elements.rows(rows), advice);
  }

  @Override
  public List<RowRange> changedRows() {
    mapping.scope().checkOpen();
    return switch (mode) {
      case READ -> List.of();
      case COPY_ON_WRITE -> {
        try {
          yield some.changed(mapping);
        } catch (InternalError fault) {
          throw MappingFault.of(mapping.scope().array(), fault);
        }
      }
      case READ_WRITE, CREATE, CREATE_NEW -> throw new UnsupportedOperationException(mapping.scope().array()
          + ": in mode " + mode.code()
          + " changes go to the file at once and are not told apart; to try changes"
          + " out, open with OpenMode.COPY_ON_WRITE");
    };
  }

  @Override
  public void saveAs(ArrayRef target, OpenMode saveMode) throws IOException {
    mapping.scope().checkOpen();
    ArrayCopier.save(this, target, saveMode);
  }

  @Override
  public void commit() throws IOException {
    commit(CrashPoints.ALL);
  }

  void commit(CrashPoints steps) throws IOException {
    mapping.scope().checkOpen();
    if (commit == null) {
      throw new UnsupportedOperationException(mapping.scope().array() + switch (mode) {
        case READ ->
          ": is open for reading, so that there is nothing to commit; open with OpenMode.COPY_ON_WRITE";
        case READ_WRITE, CREATE, CREATE_NEW -> ": in mode " + mode.code()
            + " changes go to the file at once; flush() makes them durable";
        case COPY_ON_WRITE -> ": the " + info.store()
            + " store reads only; save the changes as another array (saveAs)";
      });
    }
    commit.run(steps);
  }

  @Override
  public void flush() {
    view();
    flush(view.elements);
  }

  @Override
  public void flush(RowRange rows) {
    flush(view().elements.rows(rows));
  }

  @Override
  public void writeBack(RowRange rows) {
    mapping.startWriting(view().elements.rows(rows));
  }

  @Override
  public Checkpoint checkpoint(long completeTo, byte[] payload) throws IOException {
    Checkpoint checkpoint = new Checkpoint(rows(), completeTo, payload, Instant.now());
    mapping.scope().checkWritable();
    flush();
    checkpoints(OptionalLong.of(rows().from())).publish(checkpoint);
    return checkpoint;
  }

  /** Checks that the array is open for writing and no flush has failed. */
  void checkWritable() {
    mapping.scope().checkWritable();
  }

  /**
   * Returns the checkpoints of these rows, made at the first use; only of an array that is open for writing.
   *
   * @param start the row before which all are taken for complete where there are no checkpoints yet; empty to refuse that
   */
  synchronized Checkpoints checkpoints(OptionalLong start) throws IOException {
    mapping.scope().checkWritable();
    if (lock == null) {
      // They would be taken for those of the array that has the name.
      throw new UnsupportedOperationException(ref()
          + ": a draft has no checkpoints, since nothing is left of it after a crash; fill an array that can be resumed"
          + " with ArrayStores.rowWriter");
    }
    if (checkpoints == null) {
      checkpoints =
          Checkpoints.open(mapping.scope(), key, lock, rows(), some.all().spec(), start, this::bytesOf);
    }
    return checkpoints;
  }

  @Override
  public synchronized void flushOnExit() {
    flush();
    if (exitHook == null) {
      exitHook = ExitHook.install("flush of " + ref(), mapping::flushIfOpen);
    }
  }

  /** Returns the bytes of some rows, numbered as in the file, where they lie side by side. */
  private Optional<MemorySegment> bytesOf(RowRange range) {
    if (spec().order() != MemoryOrder.C && spec().shape().rank() > 1) {
      return Optional.empty();
    }
    StridedMemory some = view().elements.rows(range.from() - rows().from(), range.to() - rows().from());
    return some.shape().elementCount() == 0
        ? Optional.empty()
        : Optional.of(mapping.memory().asSlice(some.start(), some.end() - some.start()));
  }

  private void flush(StridedMemory changed) {
    boolean empty = changed.shape().elementCount() == 0;
    mapping.flush(empty ? 0 : changed.start(), empty ? 0 : changed.end());
    checkLocked();
  }

  /** Checks, after a flush, that no other writer could have written the same elements so far. */
  private void checkLocked() {
    if (lock != null) {
      try {
        lock.checkHeld();
      } catch (IOException lost) {
        throw mapping.scope()
            .fail("elements that were written since it was opened may be mixed with another writer's: "
                + lost.getMessage() + "; verify the file, and write again", lost);
      }
    }
  }

  @Override
  public void close() {
    // A second close must not release the lock while the first still flushes.
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    boolean flushed = false;
    try {
      mapping.close();
      checkLocked();
      flushed = true;
    } finally {
      try {
        closeCompanions();
      } finally {
        release(flushed);
      }
    }
  }

  private void release(boolean well) {
    flock.close();
    if (lock == null) {
      return;
    }
    if (well) {
      lock.close();
    } else {
      lock.abandon();
    }
  }

  private synchronized void closeCompanions() {
    if (exitHook != null) {
      exitHook.remove();
      exitHook = null;
    }
    if (checkpoints != null) {
      checkpoints.close();
      checkpoints = null;
    }
  }

  /** Closes without a flush: an array of a draft that is given up, or of a writer that has written nothing. */
  void discard() {
    if (closing.compareAndSet(false, true)) {
      try {
        withdraw();
        closeCompanions();
      } finally {
        release(false);
      }
    }
  }

  @Override
  void withdraw() {
    mapping.discard();
    flock.close();
  }
}
