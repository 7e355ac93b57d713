package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.internal.files.OptimisticRead;
import org.mmaparrays.internal.locking.SharedFlock;
import org.mmaparrays.internal.stores.FileChecks;
import org.mmaparrays.internal.stores.StoreRegistry;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.Writer;
import org.mmaparrays.spi.ArrayStore;

/**
 * Opens and creates stored arrays of every installed format.
 *
 * {@snippet :
 * try (StoredArray a = ArrayStores.create(Path.of("features.npy"), ArraySpec.of(DType.FLOAT32, 60_000, 784))) {
 *     a.view().setFloat(0, 0, 1.5f);
 * }
 * try (StoredArray a = ArrayStores.open(Path.of("features.npy"))) {
 *     float first = a.view().getFloat(0, 0);
 * }
 * }
 */
public final class ArrayStores {
  private ArrayStores() {}

  /** The stores found on the class path or module path, in the order of their names. */
  public static List<ArrayStore> installed() {
    return StoreRegistry.installed().all();
  }

  /**
   * Opens the array of a file read-only.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static StoredArray open(Path file) throws IOException {
    return open(ArrayRef.of(file), OpenMode.READ);
  }

  /**
   * Opens the array of a file.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static StoredArray open(Path file, OpenMode mode) throws IOException {
    return open(ArrayRef.of(file), mode);
  }

  /**
   * Opens an array.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static StoredArray open(ArrayRef ref, OpenMode mode) throws IOException {
    return opener(ref).open(mode);
  }

  /** Returns an opener: it takes the expected type, the store to use, or the layout of a headerless file. */
  public static ArrayOpener opener(ArrayRef ref) {
    return ArrayOpener.of(ref);
  }

  /**
   * Reads an array's metadata and checks it against the file, without mapping anything.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static ArrayInfo inspect(ArrayRef ref) throws IOException {
    return opener(ref).inspect();
  }

  /**
   * The arrays in a file.
   *
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static List<ArrayRef> list(Path file) throws IOException {
    return OptimisticRead.of(
        ArrayRef.of(file),
        () -> {
          ArrayStore store = StoreRegistry.installed().recognizing(FileChecks.existing(file));
          return SharedFlock.during(ArrayRef.of(file), store, () -> store.list(file));
        },
        refs -> {});
  }

  /**
   * Reads the writers of an array that are at work, and those that died while they wrote it in place, with the array perhaps half
   * written; empty if there are none.
   *
   * <p>Can be asked at any time, and disturbs no writer. Writers that died are told of until another writer has written the same rows
   * and closed the array.
   *
   * @throws java.nio.file.AccessDeniedException if this user may not read the lock file: only users who may write the array may
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   * @throws IOException if the system refuses
   */
  public static List<Writer> writers(ArrayRef ref) throws IOException {
    return opener(ref).writers();
  }

  /** Says how to create an array: with which store, with which room on the disk. */
  public static ArrayCreator creator(ArrayRef ref) {
    return ArrayCreator.of(ref);
  }

  /**
   * Creates an array of zeros in a new file.
   *
   * @throws IOException as {@link ArrayCreator#create}
   */
  public static StoredArray create(Path file, ArraySpec spec) throws IOException {
    return create(ArrayRef.of(file), spec, OpenMode.CREATE_NEW);
  }

  /**
   * Creates an array of zeros and opens it for writing; the format is the one that takes the file's name.
   *
   * @throws IOException as {@link ArrayCreator#create}
   */
  public static StoredArray create(ArrayRef ref, ArraySpec spec, OpenMode mode) throws IOException {
    return creator(ref).create(spec, mode);
  }

  /**
   * Starts a new array that gets its name only when it is complete; the format is the one that takes the file's name.
   *
   * @throws IOException as {@link ArrayCreator#create}
   */
  public static ArrayDraft draft(ArrayRef ref, ArraySpec spec, OpenMode mode) throws IOException {
    return creator(ref).draft(spec, mode);
  }

  /** Says how to write an array row after row, durably and resumably. */
  public static RowWriterOpener rowWriter(ArrayRef ref) {
    return RowWriterOpener.of(ref);
  }

  /**
   * Returns how far the writers of an array have got.
   *
   * @throws IOException as {@link ArrayOpener#checkpoints}
   */
  public static List<Checkpoint> checkpoints(ArrayRef ref) throws IOException {
    return opener(ref).checkpoints();
  }

  /**
   * Tidies up after writers of an array that died: ends a replacement, finishes a commit, removes unfinished files. Only files of this
   * user, and only those in the array's folder, are changed.
   *
   * <p>Reading never needs it, but for two cases that are refused: a commit that was cut short half-way, and a copy that was made
   * while the array was being replaced. Opening for writing, creating and replacing do the same by themselves.
   *
   * @return the actions; none if nothing had to be done
   * @throws ArrayLockedException if a writer is at work
   * @throws ArrayFormatException if the files do not decide between the old array and the new one, and no option does; the message names the file that
   *     can be removed by hand where one is damaged
   * @throws java.nio.file.AccessDeniedException if another user's writer has left something that readers need; all of this user's is
   *     tidied up then, and the message names the other user, who has to call this
   * @throws java.nio.file.NoSuchFileException if the array's file is not there, and a record of its replacement is
   * @throws IOException if the system refuses
   */
  public static Recovery recover(ArrayRef ref, RecoveryOption... options) throws IOException {
    return opener(ref).recover(options);
  }
}
