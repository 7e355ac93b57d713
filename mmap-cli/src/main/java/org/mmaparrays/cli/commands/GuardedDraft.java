package org.mmaparrays.cli.commands;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;

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
   * @throws IOException as {@link ArrayCreator#draft}
   */
  static GuardedDraft of(ArrayRef ref, ArraySpec spec, ArrayCreator creator, boolean replace)
      throws IOException {
    GuardedDraft guarded = new GuardedDraft(ref);
    try {
      Runtime.getRuntime().addShutdownHook(guarded.onExit);
    } catch (IllegalStateException exiting) {
      awaitExit();
    }
    try {
      guarded.make(spec, replace ? OpenMode.CREATE : OpenMode.CREATE_NEW, creator);
      return guarded;
    } catch (IOException | RuntimeException | Error e) {
      guarded.close();
      throw e;
    }
  }

  private synchronized void make(ArraySpec spec, OpenMode mode, ArrayCreator creator) throws IOException {
    if (exiting) {
      return;
    }
    try {
      draft = creator.draft(spec, mode);
    } catch (FileAlreadyExistsException exists) {
      // The file as it was given; a sidecar that is in the way was not given.
      boolean itself = ref.file().toAbsolutePath().toString().equals(exists.getFile());
      throw itself ? new FileAlreadyExistsException(ref.file().toString()) : exists;
    }
  }

  private ArrayDraft draft() {
    return Objects.requireNonNull(draft, "made before anybody gets hold of this");
  }

  /** Returns the new array, open for writing. */
  StoredArray array() {
    return draft().array();
  }

  /**
   * Opens the written array for reading.
   *
   * @throws IOException as {@link ArrayDraft#openWritten}
   */
  StoredArray openWritten() throws IOException {
    return draft().openWritten();
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
      // The file is hidden and has a telling name; nothing is left to report to.
    }
  }
}
