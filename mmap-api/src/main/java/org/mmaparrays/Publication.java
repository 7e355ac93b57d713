package org.mmaparrays;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Gives staged files their names: the data before the companions that describe it, so that no description is ever of
 * other data. What fails half-way is undone; what is cut short by a crash is finished by {@link #resume}.
 *
 * <p>One file has its name by one step. Where several files change, the staging folder gets a fixed name first: from
 * then on the array is the new one, for whoever opens it finishes what is left. Every step is one that can be taken
 * again: what is still in the folder is what is still to be done.
 *
 * <p>The caller holds the {@link WriterLock}.
 */
final class Publication {
  private final ArrayFileNames names;
  private final Path target;
  private final Path staging;
  private final CrashPoints steps;
  private final Deque<UninterruptibleIo.Task> undo = new ArrayDeque<>();

  private StagingFolder folder;
  private boolean resumed;

  private Publication(ArrayFileNames names, Path target, Path staging, StagingFolder folder,
      CrashPoints steps) {
    this.names = names;
    this.target = target;
    this.staging = staging;
    this.folder = folder;
    this.steps = steps;
  }

  /** Publishes a folder of staged files, which are forced; whoever has the old ones open keeps them. */
  static void publish(ArrayFileNames names, Path target, StagingFolder staged, CrashPoints steps)
      throws IOException {
    new Publication(names, target, staged.path(), staged, steps).run();
  }

  /**
   * Finishes what a crash left unfinished, again if need be; what may not replace a file that somebody else has made
   * meanwhile is withdrawn.
   */
  static void resume(ArrayFileNames names, CrashPoints steps) throws IOException {
    StagingFolder folder = new StagingFolder(names.publishing());
    Publication publication =
        new Publication(names, names.file(), new StaleFiles(names).freshStaging(), folder, steps);
    publication.resumed = true;
    publication.resume();
  }

  private void run() throws IOException {
    try {
      if (!folder.companionsOf(target).isEmpty() || !StagingFolder.files(folder.first()).isEmpty()
          || !new StaleFiles(names).ofOldFile().isEmpty()) {
        commit();
      }
      giveNames();
    } catch (IOException | RuntimeException | Error e) {
      undoAll(e);
      throw e;
    }
    remove();
  }

  private void resume() throws IOException {
    try {
      steps.take(() -> Files.createDirectories(folder.replaced()));
      recallWhatIsDone();
      giveNames();
    } catch (FileAlreadyExistsException somebodyElses) {
      if (!undoAll(somebodyElses)) {
        throw somebodyElses;
      }
    }
    remove();
  }

  /** From here on a crash leaves the new array. */
  private void commit() throws IOException {
    StagingFolder publishing = new StagingFolder(names.publishing());
    folder.force(steps);
    move(folder.path(), publishing.path());
    folder = publishing;
    undo.push(this::withdraw);
    forcePlace();
  }

  /** From here on a crash leaves what was there before. */
  private void withdraw() throws IOException {
    forcePlace();
    move(folder.path(), staging);
    folder = new StagingFolder(staging);
    forcePlace();
  }

  private void giveNames() throws IOException {
    boolean onlyIfAbsent = Files.exists(folder.onlyIfAbsent());
    List<Path> companions = folder.companionsOf(target);
    if (Files.exists(folder.staged(target)) && !isPublished(target)) {
      if (isCommitted()) {
        setAside(new StaleFiles(names).ofOldFile());
        if (!onlyIfAbsent) {
          // The old description goes before the old data: it must never describe the new.
          setAside(companions.stream().map(this::published).toList());
        }
        forcePlace();
        publishFirst();
      }
      if (onlyIfAbsent) {
        publishNew(target);
      } else {
        replaceTarget();
      }
    }
    forcePlace();
    for (Path companion : companions) {
      if (onlyIfAbsent) {
        publishNew(published(companion));
      } else {
        move(companion, published(companion));
        undo.push(() -> move(published(companion), companion));
      }
    }
    if (!companions.isEmpty()) {
      forcePlace();
    }
  }

  private void setAside(List<Path> files) throws IOException {
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Path aside = aside(file);
        if (Files.exists(aside)) {
          // It is one of the new files, then, from a first attempt.
          steps.take(() -> Files.deleteIfExists(file));
        } else {
          move(file, aside);
          undo.push(() -> move(aside, file));
        }
      }
    }
  }

  /** Leaves the staged ones where they are, so that all can be done once more. */
  private void publishFirst() throws IOException {
    List<Path> first = StagingFolder.files(folder.first());
    for (Path file : first) {
      Path copy = folder.scratch();
      steps.take(() -> Files.deleteIfExists(copy));
      steps.take(() -> StagedFiles.writeNew(copy, Files.readAllBytes(file)));
      move(copy, published(file));
      undo.push(() -> steps.take(() -> Files.deleteIfExists(published(file))));
    }
    if (!first.isEmpty()) {
      forcePlace();
    }
  }

  private void replaceTarget() throws IOException {
    boolean existed = Files.exists(target);
    boolean undoable = !existed;
    if (existed && !resumed) {
      Path aside = aside(target);
      try {
        // A second name, so that there is no moment without a file.
        steps.take(() -> Files.createLink(aside, target));
        undo.push(() -> move(aside, target));
        undoable = true;
      } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
        if (isCommitted()) {
          setAside(List.of(target));
          undoable = true;
        }
      }
    }
    move(folder.staged(target), target);
    if (undoable) {
      // The new data goes back before the old does, so that a crash never leaves the old with new companions.
      undo.push(() -> move(target, folder.staged(target)));
    }
  }

  /** A rename would replace what another process has created meanwhile; a hard link fails instead. */
  private void publishNew(Path file) throws IOException {
    Path staged = folder.staged(file);
    if (isPublished(file)) {
      return;
    }
    try {
      steps.take(() -> Files.createLink(file, staged));
      undo.push(() -> steps.take(() -> Files.deleteIfExists(file)));
    } catch (FileAlreadyExistsException e) {
      FileAlreadyExistsException explained = alreadyExists(file);
      explained.initCause(e);
      throw explained;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      try {
        steps.take(() -> Files.move(staged, file));
        undo.push(() -> move(file, staged));
      } catch (IOException e) {
        e.addSuppressed(noHardLinks);
        throw e;
      }
    }
  }

  static FileAlreadyExistsException alreadyExists(Path file) {
    return new FileAlreadyExistsException(
        file.toString(), null,
        "exists already; choose another name, remove it, or replace it with OpenMode.CREATE");
  }

  /** What the undoing of a resumed publication has to undo besides. */
  private void recallWhatIsDone() throws IOException {
    undo.push(this::withdraw);
    for (Path aside : StagingFolder.files(folder.replaced())) {
      undo.push(() -> move(aside, published(aside)));
    }
    for (Path file : StagingFolder.files(folder.first())) {
      Path published = published(file);
      if (Files.exists(published) && Files.mismatch(file, published) < 0) {
        undo.push(() -> steps.take(() -> Files.deleteIfExists(published)));
      }
    }
    if (isPublished(target)) {
      undo.push(() -> steps.take(() -> Files.deleteIfExists(target)));
    }
    for (Path companion : folder.companionsOf(target)) {
      if (isPublished(published(companion))) {
        undo.push(() -> steps.take(() -> Files.deleteIfExists(published(companion))));
      }
    }
  }

  /** Whether a file is the staged one, under its second name. */
  private boolean isPublished(Path file) throws IOException {
    Path staged = folder.staged(file);
    return Files.exists(staged) && Files.exists(file) && Files.isSameFile(staged, file);
  }

  private boolean isCommitted() {
    return folder.path().equals(names.publishing());
  }

  /** Undoes what has been done, or stops at what cannot be undone: that will be taken for a crash, and be finished. */
  private boolean undoAll(Throwable cause) {
    try {
      while (!undo.isEmpty()) {
        undo.pop().run();
      }
      return true;
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
      return false;
    }
  }

  private void remove() throws IOException {
    folder.delete(steps);
    forcePlace();
  }

  private void move(Path from, Path to) throws IOException {
    steps.take(
        () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
  }

  /** The folder that the array is in. */
  private void forcePlace() throws IOException {
    steps.force(FileOps.parent(target));
  }

  private Path published(Path file) {
    return target.resolveSibling(FileOps.name(file));
  }

  private Path aside(Path file) {
    return folder.replaced().resolve(FileOps.name(file));
  }
}
