package org.mmaparrays;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a file, and what is beside it, while others may replace them: what does not fit together is read again. */
final class OptimisticRead {
  private static final int MOST_ATTEMPTS = 100;

  private OptimisticRead() {}

  /** What is read. */
  interface Read<T> {
    T read() throws IOException;
  }

  /** Reads until it is sure that all was of one array, also on a thread that is interrupted; what was read in vain is discarded. */
  static <T> T of(ArrayRef ref, Read<T> read, Consumer<T> discard) throws IOException {
    return UninterruptibleIo.repeatable(ref.file(), () -> unlessReplaced(ref, read, discard));
  }

  private static <T> T unlessReplaced(ArrayRef ref, Read<T> read, Consumer<T> discard) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // In this order: a publication that begins after the wait changes the file after this look at it.
      Optional<FileIdentity> before = FileIdentity.find(ref.file());
      InterruptedPublication.await(ref);
      T result;
      try {
        result = read.read();
      } catch (IOException fault) {
        if (FileIdentity.find(ref.file()).equals(before) && !InterruptedPublication.exists(ref)) {
          throw fault;
        }
        continue; // What did not fit together were two different arrays.
      }
      // Metadata and elements are read under one name, one after the other: who replaces the file between the two must
      // not have the new elements read as the old type.
      if (FileIdentity.find(ref.file()).equals(before)) {
        return result;
      }
      discard.accept(result);
    }
    throw new IOException(
        ref.file() + ": is being replaced again and again while it is opened; try again later");
  }
}
