package org.mmaparrays.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.ArrayStore;

/** A draft of a new array that is removed also when the user interrupts the command. */
final class GuardedDraft implements AutoCloseable {
  private final ArrayRef ref;
  private final ArrayDraft draft;
  private final Thread onExit = new Thread(this::removeDraft);

  GuardedDraft(ArrayRef ref, ArraySpec spec, ArrayStore store, boolean replace) throws IOException {
    this.ref = ref;
    this.draft = ArrayStores.draft(ref, spec, replace ? OpenMode.CREATE : OpenMode.CREATE_NEW, store);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * Checks that the disk has room for all elements: a file may be larger than its disk until it is written to.
   *
   * @throws CommandFailure if it has not
   */
  void checkSpace() throws IOException {
    Path folder = Objects.requireNonNull(draft.temporaryRef().file().getParent(), "the folder of the draft");
    FileStore disk = Files.getFileStore(folder);
    long needed = draft.array().spec().byteSize();
    if (disk.getUsableSpace() < needed) {
      throw new CommandFailure(
          ref,
          "needs " + needed + " bytes, and the disk has " + disk.getUsableSpace()
              + " free; make room, or choose another disk");
    }
  }

  StoredArray array() {
    return draft.array();
  }

  /** Where the array is until it is published. */
  ArrayRef temporaryRef() {
    return draft.temporaryRef();
  }

  void publish() throws IOException {
    draft.publish();
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException exiting) {
      // The draft was closed under this thread, which has failed for no other reason: say nothing, and wait for the end.
      while (true) {
        LockSupport.park(this);
      }
    }
    draft.close();
  }

  private void removeDraft() {
    try {
      draft.close();
    } catch (IOException e) {
      // Hidden, with a telling name; there is nobody left to tell.
    }
  }
}
