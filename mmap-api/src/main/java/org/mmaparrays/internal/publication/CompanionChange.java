package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.internal.checkpoint.CheckpointFile;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.model.ArrayFormatException;

/**
 * One small file beside an array that changes when the array is replaced: a companion of the format, or the checkpoints.
 *
 * @param place where it is
 * @param present whether a file of any kind has the name now
 * @param raw all its bytes, to put back if the new array is not published; empty if it cannot be read
 * @param current its content for the array that is there; empty if it has none
 * @param next its content for the new array; empty if it is to have none
 */
public record CompanionChange(Path place, boolean present, Optional<byte[]> raw, Optional<byte[]> current,
    Optional<byte[]> next) {
  /** Returns the change of a companion; a record of other files than the one that is there counts as no content. */
  static CompanionChange ofCompanion(Path place, Path target, Optional<byte[]> next) throws IOException {
    Optional<byte[]> raw = Optional.empty();
    Optional<byte[]> current = Optional.empty();
    try {
      raw = CompanionFiles.bytes(place);
      current = CompanionFiles.content(place, target);
    } catch (ArrayFormatException unfit) {
      // Replacing the array is a way out of that.
    }
    return new CompanionChange(place, FileOps.exists(place), raw, current, next);
  }

  /** Returns the change of a file of checkpoints; one that is not believed stays as it is, unless the new array has its own. */
  static CompanionChange ofCheckpoint(Path place, Path target, Optional<FileAttributes> data,
      Optional<byte[]> next) throws IOException {
    Optional<FileAttributes> there = FileAttributes.find(place);
    boolean present = there.isPresent()
        && (data.isEmpty()
            ? FileOwnership.isOwn(there.get())
            : FileOwnership.isTrusted(place, there.get(), data.get()));
    Optional<byte[]> raw = Optional.empty();
    Optional<byte[]> current = Optional.empty();
    if (present) {
      try {
        raw = CheckpointFile.bytes(place);
        current = data.isPresent()
            ? CheckpointFile.content(place, target, data.get())
            : Optional.empty();
      } catch (ArrayFormatException | FileSystemException unreadable) {
        // Replacing the array is a way out of that.
      }
    }
    return new CompanionChange(place, present, raw, current, next);
  }

  /** Returns whether nothing changes, so that the data can change alone; a record of a replacement is never of the new data. */
  boolean isNone() {
    return present == next.isPresent() && raw.isPresent() == next.isPresent()
        && (raw.isEmpty() || Arrays.equals(raw.get(), next.get()));
  }

  /**
   * Returns the content while the array is replaced.
   *
   * @param replaces whether there is a data file that is replaced
   * @param before its identity; empty also if identities do not last on the file system
   * @param after the identity of the new data file; empty if it does not last
   */
  byte[] transition(boolean replaces, Optional<FileIdentity> before, Optional<FileIdentity> after) {
    Transition.Entry then = new Transition.Entry(after, next);
    return new Transition(replaces ? List.of(new Transition.Entry(before, current), then) : List.of(then))
        .bytes();
  }
}
