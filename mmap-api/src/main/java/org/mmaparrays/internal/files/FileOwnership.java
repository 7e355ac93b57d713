package org.mmaparrays.internal.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.NativeFiles;

/**
 * To whom files belong: which files beside an array are believed, and how a new file gets owner and permissions of the one that it
 * replaces. Users are compared by number, since not every user has a name.
 */
public final class FileOwnership {
  private static final String ACL = "system.posix_acl_access";
  private static final byte OWNER = 1;
  private static final byte OWNING_GROUP = 4;
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final int GROUP = 0070;
  private static final int OTHERS = 0007;
  private static final int READ_AND_WRITE_BY_OWNER = 0600;
  private static final int READ_BY_ALL = 0444;

  /** True once the loss of permissions has been told. */
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private FileOwnership() {}

  /** Looked up once, and without native access: to link a call takes longer than to open a file. */
  private static final class Effective {
    private static final Optional<Path> OF_USER =
        Stream.of(Path.of("/proc/self"), Path.of(System.getProperty("user.home")))
            .filter(file -> ownerOf(file).isPresent()).findFirst();

    static final int USER = OF_USER.flatMap(Effective::ownerOf).orElse(NOBODY);

    /** The same user, as files tell it that are open in a folder that is open; null if it is not known. */
    static final @Nullable UserPrincipal PRINCIPAL = OF_USER.map(Effective::principalOf).orElse(null);

    private static Optional<Integer> ownerOf(Path file) {
      try {
        return Optional.of((Integer) Files.getAttribute(file, "unix:uid"));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
        return Optional.empty();
      }
    }

    private static @Nullable UserPrincipal principalOf(Path file) {
      try {
        return Files.getOwner(file);
      } catch (IOException | UnsupportedOperationException unknown) {
        return null;
      }
    }
  }

  /** Returns the number of the user that owns the files of this process (its file-system user). */
  public static int effectiveUser() {
    return Effective.USER;
  }

  /** Returns whether a file belongs to the user of this process; only such files are tidied up. */
  public static boolean isOwn(FileAttributes file) {
    return file.uid() == effectiveUser();
  }

  /** Returns whether an owner is the user of this process. */
  public static boolean isOwn(UserPrincipal owner) {
    return owner.equals(Effective.PRINCIPAL);
  }

  /**
   * Returns whether a file beside an array was made by a user who may write the array: its owner, root, or a member of a group
   * that may write it. In a folder that all may write to, any user can make a file of any free name.
   *
   * @param path the path of the file beside the array
   * @param file its attributes
   * @param array the array's own file
   */
  public static boolean isTrusted(Path path, FileAttributes file, FileAttributes array) throws IOException {
    return isOwnerTrusted(file, array)
        || (array.mode() & FileAttributes.WRITE_BY_OTHERS) != 0
        || ((array.mode() & FileAttributes.WRITE_BY_GROUP) != 0 && file.gid() == array.gid()
            && !isGroupGivenToAll(path));
  }

  /** Returns whether the group of a file says nothing of its maker: all users may make files there, and get the folder's group. */
  private static boolean isGroupGivenToAll(Path file) throws IOException {
    FileAttributes folder = FileAttributes.of(FileOps.parent(file.toAbsolutePath()));
    return (folder.mode() & FileAttributes.WRITE_BY_OTHERS) != 0 && folder.givesGroup();
  }

  /** Returns whether a file belongs to the owner of another, to root, or to this user. */
  public static boolean isOwnerTrusted(FileAttributes file, FileAttributes other) {
    return file.uid() == other.uid() || file.uid() == ROOT || isOwn(file);
  }

  /** Names the owner of a file for a message. */
  public static String owner(Path file) {
    try {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException | UnsupportedOperationException unknown) {
      return "another user";
    }
  }

  /** Names the owner of a file for a message, with the number, since a name may be that of no user here. */
  public static String ownerAndNumber(Path path, FileAttributes file) {
    return owner(path) + " (user " + file.uid() + ")";
  }

  /** Returns the advice to run a command, by the owner of a file if that is another user. */
  public static String byOwner(Path path, String advice) {
    try {
      Optional<FileAttributes> file = FileAttributes.find(path);
      return file.isEmpty() || isOwn(file.get())
          ? advice
          : "let " + ownerAndNumber(path, file.get()) + " " + advice;
    } catch (IOException unknown) {
      return advice;
    }
  }

  /** Returns the attribute that creates a file which only this user can read and write. */
  static FileAttribute<?>[] ownerOnly(Path file) {
    return withPermissions(file, FileAttributes.BY_OWNER);
  }

  /** Returns the attribute that creates a file with permission bits, as the mask of this process leaves them. */
  public static FileAttribute<?>[] withPermissions(Path file, int bits) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions(bits))}
        : new FileAttribute<?>[0];
  }

  /**
   * Gives a new file, which only this user can use so far, owner, group, access control list and permissions of the file that it
   * will replace.
   *
   * <p>Without native access a list cannot be seen, and the mode of a file with one shows the list's mask where it has the bits of
   * the group. So there, and where a list is not taken over, the group may do what all users may, and no more; that is told once.
   *
   * @param model the file that is replaced
   * @param mayChangeOwner whether the new file may belong to this user and this user's group where the system does not let
   *     it belong to others
   * @throws AccessDeniedException if it may not, and would
   */
  public static void take(Path file, Path model, boolean mayChangeOwner) throws IOException {
    FileAttributes wanted = FileAttributes.of(model);
    FileAttributes made = FileAttributes.of(file, LinkOption.NOFOLLOW_LINKS);
    if (made.mode() == wanted.mode() && made.uid() == wanted.uid() && made.gid() == wanted.gid()
        && !NativeAccess.isEnabled()) {
      return;
    }
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    boolean sameGroup =
        made.gid() == wanted.gid() || set(file, "unix:gid", wanted.gid(), LinkOption.NOFOLLOW_LINKS);
    boolean sameOwner =
        made.uid() == wanted.uid() || set(file, "unix:uid", wanted.uid(), LinkOption.NOFOLLOW_LINKS);
    if (!(sameOwner && sameGroup) && !mayChangeOwner) {
      throw new AccessDeniedException(model.toString(), null, "belongs to " + owner(model) + " (user "
          + wanted.uid()
          + ", group " + wanted.gid() + "), and this user (" + effectiveUser()
          + ") cannot give the new file to them; let the owner replace it, write it in place (OpenMode.READ_WRITE), or allow"
          + " that it changes hands (ArrayCreator.allowNewOwner, --new-owner)");
    }
    int permissions = permissions(wanted, sameGroup && takeList(file, model, sameOwner && sameGroup));
    setPermissions(file, sameOwner ? permissions : permissions | READ_AND_WRITE_BY_OWNER,
        LinkOption.NOFOLLOW_LINKS);
    if (permissions != wanted.permissions() && !NativeAccess.isEnabled()
        && WARNED.compareAndSet(false, true)) {
      System.getLogger(FileOwnership.class.getName()).log(Logger.Level.WARNING,
          model
              + ": members of its group lose permissions as it is replaced, since without native access nothing tells"
              + " permissions of the group from those of an access control list; give them again (chmod), or run java with "
              + NativeAccess.flag());
    }
  }

  /**
   * Gives a new file the access control list of another, or none; also the one that its folder gives to new files goes.
   *
   * @param takes whether the list may be taken over
   * @return whether the bits of the group in the other's mode can be taken over: they are those of its group, or the mask of a list that
   *     the new file has, too
   */
  private static boolean takeList(Path file, Path model, boolean takes) throws IOException {
    if (!NativeAccess.isEnabled()) {
      return false;
    }
    Optional<byte[]> list = NativeFiles.attribute(model, ACL);
    NativeFiles.setAttribute(file, ACL, takes ? list : Optional.empty(), LinkOption.NOFOLLOW_LINKS);
    return takes || list.isEmpty();
  }

  /**
   * Lets those users read a new file who may read another one; only this user, to whom it belongs, can write it.
   *
   * @param model the file that they may read
   */
  public static void takeReaders(Path file, Path model) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    FileAttributes wanted = FileAttributes.of(model);
    boolean sameGroup = FileAttributes.of(file, LinkOption.NOFOLLOW_LINKS).gid() == wanted.gid()
        || set(file, "unix:gid", wanted.gid(), LinkOption.NOFOLLOW_LINKS);
    boolean sameBits = takeList(file, model, sameGroup);
    setPermissions(file, READ_AND_WRITE_BY_OWNER | (permissions(wanted, sameGroup && sameBits) & READ_BY_ALL),
        LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Returns permissions for a new file.
   *
   * @param sameGroup whether the bits of the group are for the same users; if not, the group may do no more than all users
   */
  private static int permissions(FileAttributes wanted, boolean sameGroup) {
    int all = wanted.permissions();
    return sameGroup ? all : (all & ~GROUP) | (all & ((all & OTHERS) << 3));
  }

  /**
   * Lets those users read and write a new file, which only its owner can use so far, who may write an array, and no others.
   *
   * <p>Without native access the users that an access control list names are left out.
   *
   * @param array the array's file, or the new one to let those who may write it read it
   * @param options how links are handled in the new file's path
   */
  public static void shareWithWriters(Path file, Path array, LinkOption... options) throws IOException {
    FileAttributes model = FileAttributes.of(array);
    boolean sameGroup = FileAttributes.of(file, options).gid() == model.gid()
        || set(file, "unix:gid", model.gid(), options);
    if (NativeAccess.isEnabled()) {
      Optional<byte[]> writers = NativeFiles.attribute(array, ACL).map(list -> writersOf(list, sameGroup));
      NativeFiles.setAttribute(file, ACL, writers, options);
      if (writers.isPresent()) {
        return; // Permission bits are part of such a list.
      }
    }
    int writers =
        model.mode() & (sameGroup
            ? FileAttributes.WRITE_BY_GROUP | FileAttributes.WRITE_BY_OTHERS
            : FileAttributes.WRITE_BY_OTHERS);
    setPermissions(file, FileAttributes.BY_OWNER | writers | (writers << 1), options);
  }

  /**
   * Returns an access control list with permission to read and write for all entries that may write, and none for the others.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/acl.5.html">acl(5)</a>
   */
  private static byte[] writersOf(byte[] list, boolean sameGroup) {
    byte[] writers = list.clone();
    for (int entry = 4; entry + 8 <= list.length; entry += 8) { // Behind a version: tag, permissions, number.
      boolean may = (list[entry + 2] & 2) != 0 && (sameGroup || list[entry] != OWNING_GROUP);
      writers[entry + 2] = (byte) (may || list[entry] == OWNER ? 6 : 0);
    }
    return writers;
  }

  private static boolean set(Path file, String attribute, int value, LinkOption... options)
      throws IOException {
    try {
      Files.setAttribute(file, attribute, value, options);
      return true;
    } catch (FileSystemException refused) {
      return false;
    }
  }

  /** Sets permission bits. */
  static void setPermissions(Path file, int bits, LinkOption... options) throws IOException {
    Objects.requireNonNull(Files.getFileAttributeView(file, PosixFileAttributeView.class, options))
        .setPermissions(permissions(bits));
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // From the owner's reading on, as the bits are.
    for (int i = 0; i < all.length; i++) {
      if ((bits >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
