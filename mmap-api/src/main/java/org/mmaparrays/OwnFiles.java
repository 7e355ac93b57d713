package org.mmaparrays;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** What writers leave beside an array: for whom it is, and how it is told from what others may have put there. */
final class OwnFiles {
  private OwnFiles() {}

  /**
   * In a folder that all may write to, anybody can make a file of any free name; nobody else's is followed.
   *
   * @throws AccessDeniedException if it belongs neither to this user nor to the owner of the array
   */
  static void check(Beside names, Path left) throws IOException {
    String owner = Files.getOwner(left, LinkOption.NOFOLLOW_LINKS).getName();
    boolean ours = owner.equals(System.getProperty("user.name"))
        || (Files.exists(names.file()) && owner.equals(Files.getOwner(names.file()).getName()));
    if (!ours || Files.isSymbolicLink(left)) {
      throw new AccessDeniedException(left.toString(), null, "it is somebody else's");
    }
  }

  /** To make a file with: whoever may not read the array may not read that either. */
  static FileAttribute<?>[] permissionsOf(Path array) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(array, PosixFileAttributeView.class);
    return view == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(view.readAttributes().permissions())};
  }
}
