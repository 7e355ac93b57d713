package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;

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

  /** Says how to open an array: what to expect, which store to use, which layout a headerless file has. */
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
    Candidate candidate = Candidates.existing(file);
    return StoreRegistry.installed().recognizing(candidate).list(file);
  }

  /**
   * Creates an array of zeros in a new file.
   *
   * @throws IOException as {@link #create(ArrayRef, ArraySpec, OpenMode)}
   */
  public static StoredArray create(Path file, ArraySpec spec) throws IOException {
    return create(ArrayRef.of(file), spec, OpenMode.CREATE_NEW);
  }

  /**
   * Creates an array of zeros and opens it for writing; the format is the one that takes the file's name.
   *
   * <p>The array is written and checked under a temporary name, then published at once: a crash leaves what was there
   * before, or the complete new array.
   *
   * @throws java.nio.file.FileAlreadyExistsException in {@link OpenMode#CREATE_NEW}, if there is such a file
   * @throws java.nio.file.NoSuchFileException if the folder does not exist
   * @throws UnsupportedArrayException if no store takes the name, or the store cannot hold such an array
   * @throws IllegalArgumentException if the mode does not create
   * @throws IOException if the system refuses otherwise; nothing has changed
   */
  public static StoredArray create(ArrayRef ref, ArraySpec spec, OpenMode mode) throws IOException {
    return create(ref, spec, mode, StoreRegistry.installed().recognizing(Candidates.target(ref.file())));
  }

  /**
   * Creates an array of zeros with the given store, whatever the file's name.
   *
   * @throws IOException as {@link #create(ArrayRef, ArraySpec, OpenMode)}
   */
  public static StoredArray create(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store)
      throws IOException {
    try (ArrayDraft draft = draft(ref, spec, mode, store)) {
      draft.publish();
    }
    return opener(ref).store(store).expect(spec).map(mode);
  }

  /**
   * Starts a new array that gets its name only when it is complete; the format is the one that takes the file's name.
   *
   * @throws IOException as {@link #create(ArrayRef, ArraySpec, OpenMode)}
   */
  public static ArrayDraft draft(ArrayRef ref, ArraySpec spec, OpenMode mode) throws IOException {
    return draft(ref, spec, mode, StoreRegistry.installed().recognizing(Candidates.target(ref.file())));
  }

  /**
   * Starts a new array with the given store, whatever the file's name.
   *
   * @throws IOException as {@link #create(ArrayRef, ArraySpec, OpenMode)}
   */
  public static ArrayDraft draft(ArrayRef ref, ArraySpec spec, OpenMode mode, ArrayStore store)
      throws IOException {
    return ArrayDraft.of(ref, spec, mode, store);
  }

  /** Says how to write an array row after row, durably and resumably. */
  public static RowWriterOpener rowWriter(ArrayRef ref) {
    return RowWriterOpener.of(ref);
  }

  /**
   * How far the writers of an array have got, in the order of their rows: the newest checkpoint of each; empty for an array
   * that is written without checkpoints.
   *
   * <p>Can be asked at any time, also while they write.
   *
   * @throws SpecMismatchException if a checkpoint is another array's
   * @throws ArrayFormatException if a checkpoint is damaged
   * @throws IOException as {@link ArrayOpener#open(OpenMode)}
   */
  public static List<Checkpoint> checkpoints(ArrayRef ref) throws IOException {
    return Checkpoints.all(ref, inspect(ref).spec());
  }
}
