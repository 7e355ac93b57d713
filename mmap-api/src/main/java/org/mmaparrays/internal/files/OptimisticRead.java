package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.mmaparrays.model.ArrayRef;

/**
 * A read of a file, and of the small files beside it, while writers may replace them: it is done again until the name had the same
 * file before and after.
 *
 * <p>Metadata and elements are read under one name, one after the other: without the second look, the new elements could be read as
 * the old type.
 */
public final class OptimisticRead {
  private static final int MOST_ATTEMPTS = 100;
  private static final int ATTEMPTS_WITHOUT_PAUSE = 10;
  private static final long NANOS_BETWEEN_ATTEMPTS = 1_000_000;

  private OptimisticRead() {}

  /**
   * Reads until all was of one array, also on a thread that is interrupted.
   *
   * @param discard takes a result that was read in vain
   * @throws IOException if the read fails, and the file is still the one that it was before, of the same length
   */
  public static <T> T of(ArrayRef ref, UninterruptibleIo.Call<T> read, Consumer<T> discard)
      throws IOException {
    return UninterruptibleIo.repeatable(ref.file(), () -> unlessReplaced(ref, read, discard));
  }

  private static <T> T unlessReplaced(ArrayRef ref, UninterruptibleIo.Call<T> read, Consumer<T> discard)
      throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (attempt > ATTEMPTS_WITHOUT_PAUSE) {
        LockSupport.parkNanos(NANOS_BETWEEN_ATTEMPTS);
      }
      Optional<BasicFileAttributes> before = look(ref);
      T result;
      try {
        result = read.call();
      } catch (IOException fault) {
        Optional<BasicFileAttributes> after = look(ref);
        if (isSame(before, after)
            && before.map(BasicFileAttributes::size).equals(after.map(BasicFileAttributes::size))) {
          throw fault;
        }
        // Two different arrays, of which one was read in part; or a file to which a writer has added an array since.
        continue;
      }
      if (isSame(before, look(ref))) {
        return result;
      }
      discard.accept(result);
    }
    throw new IOException(
        ref.file() + ": is being replaced again and again while it is opened; try again later");
  }

  private static Optional<BasicFileAttributes> look(ArrayRef ref) throws IOException {
    try {
      return Optional.of(Files.readAttributes(ref.file(), BasicFileAttributes.class));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Compares device, inode and birth, which are those of {@link FileIdentity} at half its cost. */
  private static boolean isSame(Optional<BasicFileAttributes> before, Optional<BasicFileAttributes> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return before.isEmpty() && after.isEmpty();
    }
    return Objects.equals(before.get().fileKey(), after.get().fileKey())
        && before.get().creationTime().equals(after.get().creationTime());
  }
}
