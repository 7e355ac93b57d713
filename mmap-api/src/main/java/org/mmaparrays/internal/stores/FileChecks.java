package org.mmaparrays.internal.stores;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mmaparrays.internal.files.DataFile;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Candidate;

/** Looks at the file of a request before any store does. */
public final class FileChecks {
  private FileChecks() {}

  /**
   * An existing file's first bytes.
   *
   * @throws NoSuchFileException if there is none
   * @throws FileSystemException if it is a folder
   * @throws AccessDeniedException if it cannot be read
   */
  public static Candidate existing(Path file) throws IOException {
    checkMappable(file);
    try {
      return UninterruptibleIo.repeatable(file, () -> {
        try (FileChannel channel = DataFile.open(file, StandardOpenOption.READ)) {
          return Candidate.read(file, channel);
        }
      });
    } catch (AccessDeniedException denied) {
      throw FileFault.explained(denied, file.toString(),
          "no permission to read; check owner and mode of the file");
    } catch (FileSystemException failed) {
      if (Files.exists(file)) {
        throw failed;
      }
      throw FileFault.explained(new NoSuchFileException(file.toString()), file.toString(),
          "there is no such file; check the path, or create the array first");
    }
  }

  /**
   * A name for a new array.
   *
   * @throws NoSuchFileException if the folder is missing
   * @throws FileSystemException if a folder has the name
   */
  public static Candidate target(Path file) throws IOException {
    checkMappable(file);
    if (Files.exists(file)) {
      DataFile.check(file);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new NoSuchFileException(file.toString(), null,
          "the folder " + folder + " does not exist; create it first");
    }
    return Candidate.absent(file);
  }

  /**
   * Refuses to write a file that this user may not write; asked before anything is made beside it.
   *
   * @throws AccessDeniedException if there is no permission
   */
  public static void checkWritable(Path file) throws AccessDeniedException {
    if (!Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString(), null,
          "no permission to write, which mode " + OpenMode.READ_WRITE.code()
              + " needs; open with OpenMode.READ, or with OpenMode.COPY_ON_WRITE for private changes");
    }
  }

  /**
   * Refuses to replace a symbolic link.
   *
   * @throws FileSystemException if it is one
   */
  public static void checkNoLink(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      // A companion could belong beside the link or beside its target: ask rather than guess.
      throw new FileSystemException(file.toString(), null,
          "is a symbolic link to " + Files.readSymbolicLink(file)
              + "; to replace that file, name it, or remove the link");
    }
  }

  private static void checkMappable(Path file) throws UnsupportedArrayException {
    if (!file.getFileSystem().equals(FileSystems.getDefault())) {
      throw new UnsupportedArrayException(file,
          "only files of the default file system can be mapped; copy the file there");
    }
  }
}
