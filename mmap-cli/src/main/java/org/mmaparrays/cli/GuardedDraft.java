package org.mmaparrays.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.ArrayStore;

/**
 * A draft of a new array that is removed also when the user interrupts the command.
 *
 * <p>Making and publishing it, which must not be cut in two, hold the lock that removing it needs.
 */
final class GuardedDraft implements AutoCloseable {
  private final ArrayRef ref;
  private final Thread onExit = new Thread(this::removeOnExit);
  private @Nullable ArrayDraft draft;
  private boolean exiting;

  private GuardedDraft(ArrayRef ref) {
    this.ref = ref;
  }

  /**
   * Makes a draft.
   *
   * @throws IOException as {@link ArrayStores#draft}
   */
  static GuardedDraft of(ArrayRef ref, ArraySpec spec, ArrayStore store, boolean replace) throws IOException {
    GuardedDraft guarded = new GuardedDraft(ref);
    try {
      Runtime.getRuntime().addShutdownHook(guarded.onExit);
    } catch (IllegalStateException exiting) {
      awaitExit();
    }
    try {
      guarded.make(spec, replace ? OpenMode.CREATE : OpenMode.CREATE_NEW, store);
      return guarded;
    } catch (IOException | RuntimeException | Error e) {
      guarded.close();
      throw e;
    }
  }

  private synchronized void make(ArraySpec spec, OpenMode mode, ArrayStore store) throws IOException {
    if (exiting) {
      return;
    }
    try {
      draft = ArrayStores.draft(ref, spec, mode, store);
    } catch (FileAlreadyExistsException exists) {
      // The file as it was given; a sidecar that is in the way was not given.
      boolean itself = ref.file().toAbsolutePath().toString().equals(exists.getFile());
      throw itself ? new FileAlreadyExistsException(ref.file().toString()) : exists;
    }
  }

  private ArrayDraft draft() {
    return Objects.requireNonNull(draft, "made before anybody gets hold of this");
  }

  /**
   * Checks that the disk has room for all elements: a file may be larger than its disk until it is written to.
   *
   * @throws CommandFailure if it has not
   */
  void checkSpace() throws IOException {
    Path folder = Objects.requireNonNull(temporaryRef().file().getParent(), "the folder of the draft");
    FileStore disk = Files.getFileStore(folder);
    long needed = array().spec().byteSize();
    if (disk.getUsableSpace() < needed) {
      throw new CommandFailure(
          ref,
          "needs " + needed + " bytes, and the disk has " + disk.getUsableSpace()
              + " free; make room, or choose another disk");
    }
  }

  /** The new array, open for writing. */
  StoredArray array() {
    return draft().array();
  }

  /** Where the array is until it is published. */
  ArrayRef temporaryRef() {
    return draft().temporaryRef();
  }

  /**
   * Gives the array its name.
   *
   * @throws IOException as {@link ArrayDraft#publish}
   */
  synchronized void publish() throws IOException {
    draft().publish();
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException alreadyExiting) {
      // If this thread has failed, then because its array was closed under it: nothing to say.
      awaitExit();
    }
    remove();
  }

  private static void awaitExit() {
    while (true) {
      LockSupport.park();
    }
  }

  private synchronized void remove() throws IOException {
    exiting = true;
    if (draft != null) {
      draft.close();
    }
  }

  private void removeOnExit() {
    try {
      remove();
    } catch (IOException e) {
      // Hidden, with a telling name; there is nobody left to tell.
    }
  }
}
