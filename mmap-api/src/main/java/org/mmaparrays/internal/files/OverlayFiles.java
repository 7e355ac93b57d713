package org.mmaparrays.internal.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Files that were copied by being opened for writing, as overlay file systems do, which containers have.
 *
 * <p>A file of the lower layer is then copied to the upper one, and the copy has the name. Mappings that were made before stay with
 * the file of the lower layer, and see no change of the copy.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html#non-standard-behavior">overlayfs, Non-standard behavior</a>
 */
public final class OverlayFiles {
  private static final String TYPE = "overlay";

  /** The most files that are remembered: the table must not grow without end. */
  private static final int MOST_FILES = 1000;

  private static final OverlayFiles OF_THIS_JVM = new OverlayFiles(warning -> System
      .getLogger(OverlayFiles.class.getName()).log(Logger.Level.WARNING, warning));

  private final Consumer<String> log;
  private final Set<Path> warned = ConcurrentHashMap.newKeySet();

  OverlayFiles(Consumer<String> log) {
    this.log = log;
  }

  public static OverlayFiles ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Returns the attributes of a file that has been opened for writing; warns, once for each file, if that has copied it.
   *
   * @param before its attributes before it was opened
   */
  public FileAttributes opened(Path file, FileAttributes before) throws IOException {
    FileAttributes after = FileAttributes.of(file);
    if (!after.identity().equals(before.identity()) && isOverlay(file)) {
      warn(file);
    }
    return after;
  }

  /**
   * Returns the stamp of a file that has been opened for writing: of its copy if that has copied it, and nothing else has changed
   * it, else the one before; warns as {@link #opened(Path, FileAttributes)}.
   *
   * @param before its stamp before it was opened
   */
  public FileStamp opened(Path file, FileStamp before) throws IOException {
    FileStamp after = FileStamp.of(file);
    if (after.identity().equals(before.identity()) || after.size() != before.size()
        || !after.modified().equals(before.modified()) || !isOverlay(file)) {
      return before;
    }
    warn(file);
    return after;
  }

  private static boolean isOverlay(Path file) {
    try {
      return Files.getFileStore(file).type().equals(TYPE);
    } catch (IOException unknown) {
      return false; // In a changed root, the table of mounts tells of other paths.
    }
  }

  private void warn(Path file) {
    if (warned.size() >= MOST_FILES) {
      warned.clear();
    }
    if (warned.add(file.toAbsolutePath())) {
      log.accept(file
          + ": is in the lower layer of an overlay file system (of a container, for one), and was copied to the upper"
          + " layer as it was opened for writing: arrays that were open for reading before do not see the changes; open them"
          + " again, or keep the file on a volume");
    }
  }
}
