package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.locking.WriterLock;

/**
 * Gives staged files their names, so that a reader finds the old array or the new one at any moment, also after a crash.
 *
 * <p>The data file changes in one step. A file that describes it cannot change in the same step: before it, each is replaced by
 * a {@link Transition}, which has both contents, each bound to the identity of its data file; after it, by the new content. So no
 * state needs to be repaired before it can be read; the next writer tidies up ({@link CrashRecovery}). An inode that has lost the
 * name never gets it back, which is why nothing is undone once the data has changed.
 *
 * <p>The caller holds the {@link WriterLock} by name.
 */
public final class Publication {
  private final Path target;
  private final StagingFolder folder;
  private final List<CompanionChange> changes;
  private final boolean onlyIfAbsent;
  private final CrashPoints steps;
  private final List<Path> finals = new ArrayList<>();

  private Publication(Path target, StagingFolder folder, List<CompanionChange> changes, boolean onlyIfAbsent,
      CrashPoints steps) {
    this.target = target;
    this.folder = folder;
    this.changes = changes;
    this.onlyIfAbsent = onlyIfAbsent;
    this.steps = steps;
  }

  /**
   * Publishes a staged data file and its description; readers of the old array keep it.
   *
   * @param target the name of the data file
   * @param folder where it is staged, forced
   * @param changes the small files that change with it
   * @param onlyIfAbsent whether a file that has the name is left alone
   * @throws FileAlreadyExistsException if there is one then; nothing has changed
   * @throws IOException if the system refuses; says so if the new array is published nevertheless
   */
  static void publish(Path target, StagingFolder folder, List<CompanionChange> changes, boolean onlyIfAbsent,
      CrashPoints steps) throws IOException {
    new Publication(target, folder, changes.stream().filter(change -> !change.isNone()).toList(),
        onlyIfAbsent,
        steps).run();
  }

  private void run() throws IOException {
    Path staged = folder.staged(target);
    FileIdentity after = FileIdentity.of(staged);
    if (onlyIfAbsent && FileOps.exists(target)) {
      throw alreadyExists(target);
    }
    if (!changes.isEmpty()) {
      enterTransition(after);
    }
    try {
      nameData(staged);
    } catch (IOException | RuntimeException failed) {
      if (!isTarget(after)) {
        restore(changes.size(), failed);
        throw failed;
      }
    }
    try {
      finish(after);
    } catch (IOException failed) {
      throw FileFault.explained(failed, target.toString(),
          "the new array has its name, but not all of it is durable or"
              + " tidy (" + FileFault.reason(failed) + "); see to the disk, then run `mmap recover`");
    }
  }

  private boolean isTarget(FileIdentity identity) throws IOException {
    return FileIdentity.find(target).filter(identity::equals).isPresent();
  }

  /** Prepares all files first, so that a full disk cannot strike between two renames. */
  private void enterTransition(FileIdentity after) throws IOException {
    Path staged = folder.staged(target);
    Optional<FileIdentity> before = FileIdentity.find(target);
    boolean lasting = FileIdentity.isDurable(staged);
    List<Path> transitions = new ArrayList<>();
    for (CompanionChange change : changes) {
      int number = transitions.size();
      Path model = change.present() && Files.isRegularFile(change.place()) ? change.place() : staged;
      transitions.add(folder.write(number, "transition",
          change.transition(before.isPresent(), before.filter(identity -> lasting),
              Optional.of(after).filter(identity -> lasting)),
          model));
      finals.add(change.next().isEmpty()
          ? folder.path().resolve(number + ".final")
          : folder.write(number, "final", change.next().get(), model));
    }
    int renamed = 0;
    try {
      for (CompanionChange change : changes) {
        Path transition = transitions.get(renamed);
        steps.take(() -> FileOps.rename(transition, change.place()));
        renamed++;
      }
    } catch (AccessDeniedException denied) {
      restore(renamed, denied);
      Path place = changes.get(renamed).place();
      throw FileFault.explained(denied, target.toString(), "cannot be replaced together with " + place
          + ", which belongs to " + FileOwnership.owner(place) + "; let its owner remove that file");
    } catch (IOException | RuntimeException failed) {
      restore(renamed, failed);
      throw failed;
    }
  }

  /** Puts the first files back, as they were; where that fails, too, their transitions still have them. */
  private void restore(int count, Throwable cause) {
    try {
      for (int number = 0; number < count; number++) {
        CompanionChange change = changes.get(number);
        if (change.raw().isPresent()) {
          Path again = folder.write(number, "restore", change.raw().get(), change.place());
          steps.take(() -> FileOps.rename(again, change.place()));
        } else {
          steps.take(() -> Files.deleteIfExists(change.place()));
        }
      }
      steps.force(FileOps.parent(target));
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void nameData(Path staged) throws IOException {
    if (!onlyIfAbsent) {
      steps.take(() -> FileOps.rename(staged, target));
      return;
    }
    try {
      // A rename would replace a file that another process has created since; a hard link fails.
      steps.take(() -> Files.createLink(target, staged));
    } catch (FileAlreadyExistsException taken) {
      FileAlreadyExistsException explained = alreadyExists(target);
      explained.initCause(taken);
      throw explained;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      try {
        steps.take(() -> Files.move(staged, target));
      } catch (IOException e) {
        e.addSuppressed(noHardLinks);
        throw e;
      }
    }
    steps.take(() -> Files.deleteIfExists(staged));
  }

  private void finish(FileIdentity after) throws IOException {
    for (int number = 0; number < changes.size(); number++) {
      CompanionChange change = changes.get(number);
      Path last = finals.get(number);
      if (!isTarget(after)) {
        throw new FileSystemException(target.toString(), null,
            "was replaced by another program just now; replace it again, and let one program at a time do so");
      }
      steps.take(change.next().isPresent()
          ? () -> FileOps.rename(last, change.place())
          : () -> Files.deleteIfExists(change.place()));
    }
    steps.force(FileOps.parent(target));
  }

  static FileAlreadyExistsException alreadyExists(Path file) {
    return new FileAlreadyExistsException(
        file.toString(), null,
        "exists already; choose another name, remove it, or replace it with OpenMode.CREATE");
  }
}
