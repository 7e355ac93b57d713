package org.mmaparrays;

import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.stores.FileChecks;
import org.mmaparrays.internal.stores.StoreRegistry;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;

/**
 * How to create an array: in which format, and with which room on the disk.
 *
 * <p>Immutable; each method gives a new creator. Got from {@link ArrayStores#creator}.
 *
 * {@snippet :
 * try (StoredArray huge = ArrayStores.creator(ref).space(Space.SPARSE).create(spec, OpenMode.CREATE_NEW)) {
 *     huge.view().setFloat(0, 0, 1.5f);
 * }
 * }
 */
public final class ArrayCreator {
  private final ArrayRef ref;
  private final @Nullable ArrayStore store;
  private final Space space;
  private final boolean networkAllowed;
  private final boolean newOwnerAllowed;

  private ArrayCreator(ArrayRef ref, @Nullable ArrayStore store, Space space, boolean networkAllowed,
      boolean newOwnerAllowed) {
    this.ref = ref;
    this.store = store;
    this.space = space;
    this.networkAllowed = networkAllowed;
    this.newOwnerAllowed = newOwnerAllowed;
  }

  static ArrayCreator of(ArrayRef ref) {
    return new ArrayCreator(ref, null, Space.RESERVED_IF_POSSIBLE, false, false);
  }

  /**
   * Uses the store of this name rather than the one that takes the file's name.
   *
   * @throws IllegalArgumentException if none of this name is installed
   */
  public ArrayCreator store(String name) {
    return store(StoreRegistry.installed().named(name));
  }

  /** Uses this store, which need not be installed. */
  public ArrayCreator store(ArrayStore chosen) {
    return new ArrayCreator(ref, chosen, space, networkAllowed, newOwnerAllowed);
  }

  /** Says whether room on the disk is reserved; by default where that is quick. */
  public ArrayCreator space(Space wanted) {
    return new ArrayCreator(ref, store, wanted, networkAllowed, newOwnerAllowed);
  }

  /** As {@link ArrayOpener#allowNetwork}, for the new array. */
  public ArrayCreator allowNetwork() {
    return new ArrayCreator(ref, store, space, true, newOwnerAllowed);
  }

  /**
   * Allows that an array that replaces the one of another user belongs to this user; by default that is refused where the system does
   * not let the new file have the old one's owner and group. Permissions for the group go with it.
   */
  public ArrayCreator allowNewOwner() {
    return new ArrayCreator(ref, store, space, networkAllowed, true);
  }

  /**
   * Returns the store that would be used: the one that was set, else the only one that takes the file's name, or, for a further array
   * of an existing file, the file.
   *
   * @throws UnsupportedArrayException if no store takes the name, or several do
   * @throws IOException if there cannot be an array of this name: its folder is missing, or it is a folder's
   */
  public ArrayStore store() throws IOException {
    if (store != null) {
      return store;
    }
    boolean further = ref.member().isPresent() && Files.exists(ref.file());
    return StoreRegistry.installed()
        .recognizing(further ? FileChecks.existing(ref.file()) : FileChecks.target(ref.file()));
  }

  /**
   * Creates an array of zeros and opens it for writing.
   *
   * <p>An array that is replaced hands its owner, group, access control list and permissions to the new one.
   *
   * <p>The array is written and checked under a temporary name, then published at once: a crash leaves what was there
   * before, or the complete new array. Nobody else can write it until it is closed.
   *
   * <p>With a member ({@code results.h5#/run1/data}) the array is added to the file, if there is one, and in {@link
   * OpenMode#CREATE} takes the name of the member that is there; all others stay as they are, and may be written meanwhile.
   *
   * @throws ArrayLockedException if somebody writes the array of that name
   * @throws java.nio.file.FileAlreadyExistsException in {@link OpenMode#CREATE_NEW}, if there is such a file
   * @throws java.nio.file.NoSuchFileException if the folder does not exist
   * @throws UnsupportedArrayException if no store takes the name, or the store cannot hold such an array
   * @throws java.nio.file.AccessDeniedException if there is a file that may not be written, or that would change hands
   * @throws java.nio.file.FileSystemException if the disk has no room for the array, saying what it needs and has
   * @throws IllegalArgumentException if the mode does not create
   * @throws IOException if the system refuses otherwise; nothing has changed
   */
  public StoredArray create(ArraySpec spec, OpenMode mode) throws IOException {
    return create(spec, mode, draft -> {});
  }

  /** What is done to a draft before it is published. */
  interface Preparation {
    void prepare(ArrayDraft draft) throws IOException;
  }

  MappedArray create(ArraySpec spec, OpenMode mode, Preparation preparation) throws IOException {
    ArrayStore chosen = store();
    try (ArrayDraft draft = store(chosen).draft(spec, mode)) {
      preparation.prepare(draft);
      ArrayOpener opener = ArrayStores.opener(ref).store(chosen).expect(spec);
      return (networkAllowed ? opener.allowNetwork() : opener).openLocked(mode, draft.publishLocked());
    }
  }

  /**
   * Starts a new array that gets its name only when it is complete.
   *
   * @throws IOException as {@link #create}
   */
  public ArrayDraft draft(ArraySpec spec, OpenMode mode) throws IOException {
    return ArrayDraft.of(ref, spec, mode, store(), space, newOwnerAllowed);
  }
}
