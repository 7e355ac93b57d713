package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayRef;

/**
 * Where the arrays of a run are: a folder that the user named, whose files stay if the run succeeds, or a temporary one.
 *
 * <p>A temporary folder is removed when the run ends, also by a signal. What a failed run leaves is removed from either:
 * files that are half written must not look like results.
 */
final class DemoFolder implements AutoCloseable {
  private static final List<String> STEMS = List.of("images", "labels", "features");

  private final Path folder;
  private final String extension;
  private final boolean temporary;
  private final boolean made;
  private final Thread atExit = new Thread(this::removeAtExit);
  private volatile boolean keep;

  private DemoFolder(Path folder, String extension, boolean temporary, boolean made) {
    this.made = made;
    this.folder = folder;
    this.extension = extension;
    this.temporary = temporary;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Takes a folder, which is made if need be, or a fresh temporary one if none is named.
   *
   * @param extension what names of files end in, which decides the store
   * @throws FileSystemException if there is anything in the folder: nothing is ever replaced
   * @throws IOException if it cannot be made
   */
  static DemoFolder open(@Nullable Path named, String extension) throws IOException {
    if (named == null) {
      return new DemoFolder(Files.createTempDirectory("mmap-demo-"), extension, true, true);
    }
    if (Files.exists(named) && !Files.isDirectory(named)) {
      throw new FileSystemException(named.toString(), null, "is a file; name a new or empty folder");
    }
    boolean made = !Files.exists(named);
    Files.createDirectories(named);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(named)) {
      if (files.iterator().hasNext()) {
        throw new FileSystemException(named.toString(), null,
            "is not empty, and the demo replaces nothing; name a new folder");
      }
    }
    return new DemoFolder(named, extension, false, made);
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

  private ArrayRef array(String stem) {
    return ArrayRef.of(folder.resolve(stem + extension));
  }

  /** The run has succeeded: files in a folder that the user named stay. */
  void keep() {
    keep = !temporary;
  }

  /** All files there are. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path file : found) {
        if (STEMS.stream().anyMatch(stem -> isOf(file, stem))) {
          files.add(file);
        }
      }
    }
    files.sort(null);
    return files;
  }

  private static boolean isOf(Path file, String stem) {
    return String.valueOf(file.getFileName()).matches("\\.?" + stem + "[._].*");
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      return; // The hook does it.
    }
    removeUnlessKept();
  }

  private void removeUnlessKept() throws IOException {
    if (keep) {
      return;
    }
    for (Path file : files()) {
      remove(file);
    }
    if (made) {
      Files.deleteIfExists(folder);
    }
  }

  /** Removes a file; or the hidden folder of a draft that a signal has cut short, with what is in it. */
  private static void remove(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
        for (Path each : inside) {
          Files.deleteIfExists(each);
        }
      }
    }
    Files.deleteIfExists(file);
  }

  private void removeAtExit() {
    try {
      removeUnlessKept();
    } catch (IOException e) {
      System.err.println("mmap: " + folder + ": could not be removed: " + e);
    }
  }
}
