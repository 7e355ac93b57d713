package org.mmaparrays;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.checkpoint.Checkpoints;
import org.mmaparrays.internal.files.OptimisticRead;
import org.mmaparrays.internal.stores.StoreRegistry;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;

/**
 * How to write an array row after row: which rows, when to flush, what to record with each checkpoint.
 *
 * <p>Immutable; each method gives a new opener. Got from {@link ArrayStores#rowWriter}.
 */
public final class RowWriterOpener {
  /** Costs nothing that can be noticed, and risks little. */
  private static final FlushPolicy DEFAULT_POLICY = FlushPolicy.every(Duration.ofSeconds(5));

  private final ArrayRef ref;
  private final @Nullable ArrayStore store;
  private final Space space;
  private final boolean networkAllowed;
  private final @Nullable RowRange rows;
  private final OptionalLong start;
  private final FlushPolicy policy;
  private final InstantSource clock;
  private final Supplier<byte[]> payload;

  private RowWriterOpener(ArrayRef ref, @Nullable ArrayStore store, Space space, boolean networkAllowed,
      @Nullable RowRange rows, OptionalLong start, FlushPolicy policy, InstantSource clock,
      Supplier<byte[]> payload) {
    this.ref = ref;
    this.store = store;
    this.space = space;
    this.networkAllowed = networkAllowed;
    this.rows = rows;
    this.start = start;
    this.policy = policy;
    this.clock = clock;
    this.payload = payload;
  }

  static RowWriterOpener of(ArrayRef ref) {
    return new RowWriterOpener(ref, null, Space.RESERVED_IF_POSSIBLE, false, null, OptionalLong.empty(),
        DEFAULT_POLICY,
        InstantSource.system(), () -> new byte[0]);
  }

  /**
   * Uses the store of this name rather than the one that recognises the file, or takes its name.
   *
   * @throws IllegalArgumentException if none of this name is installed
   */
  public RowWriterOpener store(String name) {
    return store(StoreRegistry.installed().named(name));
  }

  /** Uses this store, which need not be installed. */
  public RowWriterOpener store(ArrayStore chosen) {
    return new RowWriterOpener(ref, chosen, space, networkAllowed, rows, start, policy, clock, payload);
  }

  /**
   * Declares that only these rows of an existing array are written, so that others may write others at the same time; each
   * range has checkpoints of its own.
   *
   * @throws IllegalArgumentException if {@code from} is negative or greater than {@code to}
   */
  public RowWriterOpener rows(long from, long to) {
    return new RowWriterOpener(ref, store, space, networkAllowed, new RowRange(from, to), start, policy,
        clock,
        payload);
  }

  /**
   * Says where to start an array, or declared rows, of which no checkpoint tells anything: rows before this one are taken for written,
   * rows from it on are written again. Without, {@link #resume} refuses such an array, which may be a finished one.
   *
   * @param row the first row that is written, numbered as in the file
   * @throws IllegalArgumentException if it is negative
   */
  public RowWriterOpener startAt(long row) {
    if (row < 0) {
      throw new IllegalArgumentException("row " + row);
    }
    return new RowWriterOpener(ref, store, space, networkAllowed, rows, OptionalLong.of(row), policy, clock,
        payload);
  }

  /** Sets whether room for a new array is reserved on the disk; by default it is where that is quick. */
  public RowWriterOpener space(Space wanted) {
    return new RowWriterOpener(ref, store, wanted, networkAllowed, rows, start, policy, clock, payload);
  }

  /** As {@link ArrayOpener#allowNetwork}. */
  public RowWriterOpener allowNetwork() {
    return new RowWriterOpener(ref, store, space, true, rows, start, policy, clock, payload);
  }

  /** When to flush; every five seconds if not said. */
  public RowWriterOpener policy(FlushPolicy chosen) {
    return new RowWriterOpener(ref, store, space, networkAllowed, rows, start, chosen, clock, payload);
  }

  /** Sets the clock of the policy and the checkpoints; the system's clock if not said. */
  public RowWriterOpener clock(InstantSource chosen) {
    return new RowWriterOpener(ref, store, space, networkAllowed, rows, start, policy, chosen, payload);
  }

  /**
   * What to record with checkpoints: asked for at the end of each write, by the thread that writes, so that it belongs to
   * exactly the rows written; at most {@link Checkpoint#MAX_PAYLOAD} bytes.
   */
  public RowWriterOpener payload(Supplier<byte[]> chosen) {
    return new RowWriterOpener(ref, store, space, networkAllowed, rows, start, policy, clock, chosen);
  }

  /**
   * Creates the array and writes from its first row on.
   *
   * @throws FileAlreadyExistsException if there is such a file
   * @throws IOException as {@link ArrayStores#create(ArrayRef, ArraySpec, OpenMode)}
   * @throws IllegalStateException if rows are declared: they are rows of an existing array
   */
  public RowWriter create(ArraySpec spec) throws IOException {
    return create(spec, OpenMode.CREATE_NEW);
  }

  /**
   * Creates the array, in place of any that is there, and writes from its first row on.
   *
   * @throws IOException as {@link ArrayStores#create(ArrayRef, ArraySpec, OpenMode)}
   * @throws IllegalStateException if rows are declared: they are rows of an existing array
   */
  public RowWriter replace(ArraySpec spec) throws IOException {
    return create(spec, OpenMode.CREATE);
  }

  /**
   * Opens an existing array and goes on after its last checkpoint; if there is none, where {@link #startAt} says.
   *
   * @throws java.nio.file.FileSystemException if there is no checkpoint, and {@code startAt} was not said
   * @throws IllegalArgumentException if {@code startAt} names a row that is not one of those to be written, nor the one behind
   * @throws SpecMismatchException if the checkpoint is of another array or of other rows
   * @throws ArrayFormatException if the array or the checkpoint is malformed
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public RowWriter resume() throws IOException {
    return resume(opener());
  }

  /**
   * Goes on with the array if it is there, and creates it otherwise: what a program calls that is started again after a
   * crash.
   *
   * @throws SpecMismatchException if the array is another than this spec says, or its checkpoint is
   * @throws IOException as {@link #resume} and {@link #create(ArraySpec)}
   */
  public RowWriter resumeOrCreate(ArraySpec spec) throws IOException {
    if (rows == null && !isThere(spec)) {
      try {
        return create(spec);
      } catch (FileAlreadyExistsException taken) {
        if (!isThere(spec)) {
          throw taken; // Not the array: a description of one that is gone.
        }
        // Another program was faster; its array is resumed like any other.
      }
    }
    return resume(opener().expect(spec));
  }

  private boolean isThere(ArraySpec spec) throws IOException {
    if (ref.member().isEmpty() || !Files.exists(ref.file())) {
      return Files.exists(ref.file(), LinkOption.NOFOLLOW_LINKS);
    }
    ArrayStore chosen = creator().store();
    try {
      return OptimisticRead.of(ref, () -> chosen.extend(ref, spec).replaces(), ignored -> {});
    } catch (UnsupportedArrayException cannotBeCreated) {
      return true; // What there is, or is not, opening it will say.
    }
  }

  private RowWriter create(ArraySpec spec, OpenMode mode) throws IOException {
    if (rows != null) {
      throw new IllegalStateException(
          ref + ": rows " + rows + " are declared of an array that does not exist yet;"
              + " create it (ArrayStores.create), then resume with declared rows");
    }
    RowRange all = RowRange.all(spec.shape());
    byte[] nothing =
        CheckpointSeries.first(spec, new Checkpoint(all, all.from(), new byte[0], clock.instant()));
    // Before the data: new elements without a checkpoint would pass for complete.
    return writer(creator().create(spec, mode,
        draft -> draft.addCheckpoint(nothing)));
  }

  private ArrayCreator creator() {
    ArrayCreator creator = ArrayStores.creator(ref).space(space);
    creator = networkAllowed ? creator.allowNetwork() : creator;
    return store == null ? creator : creator.store(store);
  }

  private RowWriter resume(ArrayOpener opener) throws IOException {
    ArrayOpener declared = rows == null ? opener : opener.rows(rows.from(), rows.to());
    return writer(declared.openToWrite());
  }

  private ArrayOpener opener() {
    ArrayOpener opener = ArrayStores.opener(ref);
    opener = networkAllowed ? opener.allowNetwork() : opener;
    return store == null ? opener : opener.store(store);
  }

  private RowWriter writer(MappedArray array) throws IOException {
    try {
      Checkpoints checkpoints = array.checkpoints(start);
      Checkpoint last = checkpoints.last();
      boolean begun = last.completeTo() > last.rows().from() || last.payload().length > 0;
      // One row after the other is written and forced: pages read ahead would be forced with it, megabytes for a row.
      array.advise(ReadAdvice.RANDOM);
      return new RowWriter(array, checkpoints, policy, clock, payload,
          begun ? Optional.of(last) : Optional.empty());
    } catch (IOException | RuntimeException | Error e) {
      // Nothing was written; who died before this is still to be told of.
      array.discard();
      throw e;
    }
  }
}
