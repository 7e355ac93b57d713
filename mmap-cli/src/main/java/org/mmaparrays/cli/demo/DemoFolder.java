package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.progress.ProgressBars;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;

/**
 * The folder of the arrays of a run: one that the user named, whose files stay if the run succeeds, or a temporary one.
 *
 * <p>A temporary folder is removed when the run ends, also by a signal. If a run in a named folder ends early, files that
 * can be resumed stay, and checkpoints say how much of it is complete; before there is anything of the kind, all is removed.
 */
final class DemoFolder implements AutoCloseable {
  private static final List<String> STEMS = List.of("images", "labels", "features", "weights");
  private static final int MOST_ATTEMPTS = 50;
  private static final long NANOS_BETWEEN_ATTEMPTS = 20_000_000;

  private final Path folder;
  private final String extension;
  private final boolean temporary;
  private final boolean made;
  private final boolean holdsRun;
  private final Thread atExit = new Thread(this::atExit);
  private volatile boolean keep;

  private DemoFolder(Path folder, String extension, boolean temporary, boolean made) {
    this(folder, extension, temporary, made, false, false);
  }

  private DemoFolder(
      Path folder, String extension, boolean temporary, boolean made, boolean holdsRun, boolean keep) {
    this.folder = folder;
    this.extension = extension;
    this.temporary = temporary;
    this.made = made;
    this.holdsRun = holdsRun;
    this.keep = keep;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Takes a folder, which is made if need be, or a fresh temporary one if none is named.
   *
   * @param extension the ending of the names of files, which decides the store
   * @throws FileSystemException if there is anything in the folder: nothing is ever replaced
   * @throws IOException if it cannot be made
   */
  static DemoFolder open(@Nullable Path named, String extension) throws IOException {
    if (named == null) {
      return new DemoFolder(Files.createTempDirectory("mmap-demo-"), extension, true, true);
    }
    boolean made = make(named);
    if (!entries(named).isEmpty()) {
      throw new FileSystemException(named.toString(), null, "is not empty, and the demo replaces nothing; "
          + (Files.exists(array(named, "features", extension).file())
              ? "add --resume to go on with a run in it, or name a new folder"
              : "name a new folder"));
    }
    return new DemoFolder(named, extension, false, made);
  }

  /**
   * Takes the folder of an earlier run to go on with; or one in which no run has got anywhere, as {@link #open}.
   *
   * @throws FileSystemException if there is anything else in the folder
   * @throws IOException if it cannot be made or read
   */
  static DemoFolder resume(Path named, String extension) throws IOException {
    boolean made = make(named);
    ArrayRef features = array(named, "features", extension);
    List<Checkpoint> found =
        Files.exists(features.file()) ? ArrayStores.opener(features).checkpoints() : List.of();
    if (found.size() == 1 && RunRecord.parse(found.getFirst().payload()).isPresent()) {
      return new DemoFolder(named, extension, false, false, true, true);
    }
    List<Path> entries = entries(named);
    for (Path entry : entries) {
      if (!isLeftOver(entry, found)) {
        throw new FileSystemException(named.toString(), null,
            "is not empty, and holds no run with this --store to resume; name a new folder");
      }
    }
    // A folder there may be another process's that has just begun.
    return new DemoFolder(named, extension, false, made, false, !entries.isEmpty());
  }

  /** Returns whether a file is of a run that was killed before its features had a record: there is nothing in it yet. */
  private static boolean isLeftOver(Path entry, List<Checkpoint> features) {
    String name = String.valueOf(entry.getFileName());
    boolean nothingWritten = features.size() == 1 && features.getFirst().completeTo() == 0;
    boolean companion = name.startsWith(".") || name.endsWith(".checkpoint");
    return isOf(entry, "features") && (companion || nothingWritten);
  }

  private static boolean make(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new FileSystemException(folder.toString(), null, "is a file; name a new or empty folder");
    }
    boolean made = !Files.exists(folder);
    Files.createDirectories(folder);
    return made;
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      found.forEach(entries::add);
    }
    return entries;
  }

  /**
   * Checks that so many bytes fit, rather than fail in the middle.
   *
   * @throws FileSystemException if they do not
   */
  void checkSpace(long bytes) throws IOException {
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < bytes) {
      throw new FileSystemException(folder.toString(), null, "the demo needs " + Sizes.text(bytes)
          + " of disk, " + Sizes.text(usable) + " are free; choose fewer --rows, or another disk by --dir");
    }
  }

  boolean isTemporary() {
    return temporary;
  }

  Path path() {
    return folder;
  }

  ArrayRef images() {
    return array("images");
  }

  ArrayRef labels() {
    return array("labels");
  }

  ArrayRef features() {
    return array("features");
  }

  ArrayRef weights() {
    return array("weights");
  }

  private ArrayRef array(String stem) {
    return array(folder, stem, extension);
  }

  private static ArrayRef array(Path folder, String stem, String extension) {
    return ArrayRef.of(folder.resolve(stem + extension));
  }

  /** Returns whether there is a run in it to go on with. */
  boolean holdsRun() {
    return holdsRun;
  }

  /** Returns whether the images and their labels are complete: each gets its name only then. */
  boolean hasImages() {
    return Files.exists(images().file()) && Files.exists(labels().file());
  }

  /** Lets files in a folder that the user named stay: the run has succeeded, or can be resumed from now on. */
  void keep() {
    keep = !temporary;
  }

  /** Returns all files that exist. */
  List<Path> files() throws IOException {
    return entries(folder).stream()
        .filter(file -> STEMS.stream().anyMatch(stem -> isOf(file, stem)))
        .sorted()
        .toList();
  }

  private static boolean isOf(Path file, String stem) {
    return String.valueOf(file.getFileName()).matches("\\.?" + stem + "[._].*");
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException interrupted) {
      // If the run has failed, then because its files were removed under it: nothing to say.
      while (true) {
        LockSupport.park();
      }
    }
    removeUnlessKept();
  }

  private void removeUnlessKept() throws IOException {
    for (int attempt = 1; !keep; attempt++) {
      try {
        for (Path file : files()) {
          remove(file);
        }
        if (made) {
          Files.deleteIfExists(folder);
        }
        return;
      } catch (DirectoryNotEmptyException | NoSuchFileException meanwhile) {
        // After a signal the run goes on, until it meets the first file that is gone.
        if (attempt == MOST_ATTEMPTS) {
          throw meanwhile;
        }
        LockSupport.parkNanos(NANOS_BETWEEN_ATTEMPTS);
      }
    }
  }

  /** Removes a file; or the hidden folder of a draft that a signal has cut short, with its files. */
  private static void remove(Path file) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      for (Path inside : entries(file)) {
        remove(inside);
      }
    }
    Files.deleteIfExists(file);
  }

  private void atExit() {
    try {
      if (keep) {
        if (ProgressBars.areShown()) {
          System.err.println();
        }
        System.err.println(
            "mmap: " + folder + ": interrupted; the same command with --resume goes on with this run");
      }
      removeUnlessKept();
    } catch (IOException e) {
      System.err.println("mmap: " + folder + ": could not be removed: " + e);
    }
  }
}
