package org.mmaparrays;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Gives staged files their names: the data before the companions that describe it, so that no description is ever of
 * other data. What fails half-way is undone.
 *
 * <p>Files that are replaced are kept in the staging folder until all is done.
 */
final class Publication {
  private final Path staging;
  private final Path target;
  private final List<Path> companions;
  private final Deque<Uninterrupted.Task> undo = new ArrayDeque<>();

  /**
   * A publication that has not begun.
   *
   * @param staging the folder that has the files, under the names that they will have
   * @param target where the data goes
   * @param companions where what describes the data goes
   */
  Publication(Path staging, Path target, List<Path> companions) {
    this.staging = staging;
    this.target = target;
    this.companions = companions;
  }

  /** Publishes, over existing files if they are to be replaced; whoever has the old ones open keeps them. */
  void run(boolean replaces) throws IOException {
    try {
      if (replaces) {
        for (Path companion : companions) {
          // The old description goes before the old data: it must never describe the new.
          setAside(companion);
        }
        forceFolder();
        replaceTarget();
      } else {
        publishNew(target);
      }
      for (Path companion : companions) {
        forceFolder();
        publishNew(companion);
      }
      forceFolder();
    } catch (IOException | RuntimeException | Error e) {
      undoAll(e);
      throw e;
    }
  }

  private void setAside(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Path aside = aside(file);
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
      undo.push(
          () -> Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }
  }

  private void replaceTarget() throws IOException {
    boolean existed = Files.exists(target);
    if (existed) {
      Path aside = aside(target);
      try {
        // A second name, so that there is no moment without a file.
        Files.createLink(aside, target);
        undo.push(() -> Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING));
      } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
        setAside(target);
      }
    }
    Files.move(staged(target), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (!existed) {
      undo.push(() -> Files.deleteIfExists(target));
    }
  }

  /** A rename would replace what another process has created meanwhile; a hard link fails instead. */
  private void publishNew(Path file) throws IOException {
    try {
      Files.createLink(file, staged(file));
    } catch (FileAlreadyExistsException e) {
      FileAlreadyExistsException explained = alreadyExists(file);
      explained.initCause(e);
      throw explained;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      try {
        Files.move(staged(file), file);
      } catch (IOException e) {
        e.addSuppressed(noHardLinks);
        throw e;
      }
    }
    undo.push(() -> Files.deleteIfExists(file));
  }

  static FileAlreadyExistsException alreadyExists(Path file) {
    return new FileAlreadyExistsException(
        file.toString(), null,
        "exists already; choose another name, remove it, or replace it with OpenMode.CREATE");
  }

  private void undoAll(Throwable cause) {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (IOException | RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(StagedFiles.parent(target), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path staged(Path file) {
    return staging.resolve(StagedFiles.name(file));
  }

  private Path aside(Path file) {
    return staging.resolve("old-" + StagedFiles.name(file));
  }
}
