package org.mmaparrays;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All lock files that this process has open: each once, and none closed while it is needed.
 *
 * <p>The locks are those of POSIX {@code fcntl}, since Java has no others. They belong to the process: closing any
 * descriptor of the file drops them all. So there is one channel for each file, and one thread at a time opens or closes
 * those of one path.
 */
final class LockFiles {
  private static final int MOST_ATTEMPTS = 1000;

  private static final Map<Object, LockFile> OPEN = new ConcurrentHashMap<>();
  /** Opened by those who only ask, and not to be closed, since another copy of this library has locks on them. */
  private static final Map<Object, LockFile> KEPT = new ConcurrentHashMap<>();

  private LockFiles() {}

  /** Work on a lock file whose gate is closed behind one. */
  interface Work<T> {
    T on(LockFile file) throws IOException;
  }

  /** Works on the lock file of an array, which is made if there is none, and goes afterwards if it then says nothing. */
  static <T> T inGate(ArrayFileNames beside, Work<T> work) throws IOException {
    Path path = beside.lock();
    synchronized (monitor(path)) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        LockFile file = open(beside);
        Optional<T> result = inGate(file, path, work);
        if (result.isPresent()) {
          return result.get();
        }
      }
      throw new IOException(path + ": is made and removed again and again; try again later");
    }
  }

  /** Works on a lock file that one has a lock on, unless it was removed by hand. */
  static void inGateOf(LockFile file, Work<Boolean> work) throws IOException {
    synchronized (monitor(file.path())) {
      Optional<Boolean> ignored = inGate(file, file.path(), work);
    }
  }

  /** Lets go of a lock, if that has not been done. */
  static void releaseAnyway(LockFile file, LockFile.Held held) throws IOException {
    synchronized (monitor(file.path())) {
      synchronized (file) {
        if (file.isOpen()) {
          file.release(held);
          closeIfUnused(file);
        }
      }
    }
  }

  /** Empty if the file is no longer the one. */
  private static <T> Optional<T> inGate(LockFile file, Path path, Work<T> work) throws IOException {
    synchronized (file) {
      if (!file.isOpen()) {
        return Optional.empty();
      }
      LockFile.Gate gate = file.gate();
      try {
        // One that is found so: who marked it died before it could remove it.
        if (file.isRemoved() && !(file.isFound() && isStill(file, path) && !remove(file, path))) {
          return Optional.empty();
        }
        file.checkHeading();
        try {
          return Optional.of(work.on(file));
        } finally {
          if (file.isBlank()) {
            file.markRemoved();
            if (isStill(file, path)) {
              remove(file, path);
            }
          }
        }
      } finally {
        try {
          closeIfUnused(file);
        } finally {
          gate.close();
        }
      }
    }
  }

  /** Removes a file that is marked so; false, and the mark gone, if only its owner may: then it stays, and is used again. */
  private static boolean remove(LockFile file, Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
      return true;
    } catch (FileSystemException anotherUsers) {
      file.markUsed();
      return false;
    }
  }

  private static boolean isStill(LockFile file, Path path) throws IOException {
    return key(path).map(OPEN::get).filter(file::equals).isPresent();
  }

  private static void closeIfUnused(LockFile file) throws IOException {
    if (file.isUnused()) {
      OPEN.values().remove(file);
      file.closeChannel();
    }
  }

  /** Looks into the lock file of an array, with no more than permission to read it; empty if there is none. */
  static <T> Optional<T> ask(ArrayFileNames beside, Work<T> work) throws IOException {
    Path path = beside.lock();
    synchronized (monitor(path)) {
      Optional<Object> key = key(path);
      if (key.isEmpty()) {
        return Optional.empty();
      }
      LockFile file = OPEN.containsKey(key.get()) ? OPEN.get(key.get()) : KEPT.get(key.get());
      if (file == null) {
        try {
          file = new LockFile(path, channel(path, StandardOpenOption.READ), true);
        } catch (NoSuchFileException meanwhile) {
          return Optional.empty();
        }
      }
      synchronized (file) {
        try {
          return file.isRemoved() ? Optional.empty() : Optional.of(work.on(file));
        } finally {
          if (!OPEN.containsValue(file)) {
            if (file.isUnused()) {
              KEPT.values().remove(file);
              file.closeChannel();
            } else {
              KEPT.put(key.get(), file);
            }
          }
        }
      }
    }
  }

  /** The channel of the file that has the name now, opened if this process has not. */
  private static LockFile open(ArrayFileNames beside) throws IOException {
    Path path = beside.lock();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<Object> before = key(path);
      LockFile known = before.map(OPEN::get).orElse(null);
      if (known != null) {
        return known;
      }
      try {
        // Never "create unless it exists": in a sticky folder the kernel refuses that for files of other users.
        FileChannel channel = before.isPresent()
            ? channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        if (before.isEmpty()) {
          share(path, beside.file());
        }
        Optional<Object> key = key(path);
        if (key.isPresent() && (before.isEmpty() || before.equals(key))) {
          LockFile file = new LockFile(path, channel, before.isPresent());
          OPEN.put(key.get(), file);
          return file;
        }
        channel.close(); // Removed, perhaps made anew, since.
      } catch (FileAlreadyExistsException | NoSuchFileException meanwhile) {
        // Somebody else came, or went, first.
      } catch (FileSystemException refused) {
        throw explained(beside, before.isPresent(), refused);
      }
    }
    throw new IOException(path + ": is made and removed again and again; try again later");
  }

  private static FileChannel channel(Path path, StandardOpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path, all);
  }

  /** Whoever may write the array, or make one in the folder, may use its lock, as far as the system lets us say so. */
  private static void share(Path lock, Path array) throws IOException {
    PosixFileAttributeView mine =
        Files.getFileAttributeView(lock, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (mine == null) {
      return;
    }
    try {
      Path folder = FileOps.parent(array);
      PosixFileAttributes model =
          Files.readAttributes(Files.exists(array) ? array : folder, PosixFileAttributes.class);
      PosixFileAttributes made = mine.readAttributes();
      Set<PosixFilePermission> allowed = new HashSet<>(made.permissions());
      allow(allowed, model.permissions());
      allow(allowed, Files.readAttributes(folder, PosixFileAttributes.class).permissions());
      mine.setPermissions(allowed);
      if (!model.group().equals(made.group())) {
        mine.setGroup(model.group());
      }
    } catch (FileSystemException refused) {
      // Not a member of that group, or a file system without permissions: what the file has by now has to do.
    }
  }

  private static void allow(Set<PosixFilePermission> allowed, Set<PosixFilePermission> model) {
    if (model.contains(PosixFilePermission.GROUP_WRITE)) {
      allowed.add(PosixFilePermission.GROUP_READ);
      allowed.add(PosixFilePermission.GROUP_WRITE);
    }
    if (model.contains(PosixFilePermission.OTHERS_WRITE)) {
      allowed.add(PosixFilePermission.OTHERS_READ);
      allowed.add(PosixFilePermission.OTHERS_WRITE);
    }
  }

  private static FileSystemException explained(ArrayFileNames beside, boolean exists,
      FileSystemException refused) {
    String why = exists
        ? "cannot open " + beside.lock() + ", which keeps writers apart: "
        : "cannot make " + beside.lock() + ", which keeps writers apart: ";
    String advice;
    if (exists) {
      advice =
          "; get permission to write that file from its owner, open with OpenMode.READ, or copy the array";
    } else if (Files.exists(beside.file())) {
      advice =
          "; get permission to write in the folder, open with OpenMode.READ or COPY_ON_WRITE, or copy the array";
    } else {
      advice = "; check owner and mode of the folder, or choose another";
    }
    boolean denied = refused instanceof AccessDeniedException;
    String reason = why + (denied
        ? "no permission to write" + (exists ? "" : " in its folder")
        : refused.getReason()) + advice;
    return FileFault.explained(refused, beside.file().toString(), reason);
  }

  /** Device and inode; the path where the system has none. Empty if there is no such file. */
  private static Optional<Object> key(Path path) throws IOException {
    try {
      Object key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
      return Optional.of(key == null ? path : key);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** One for each path in the whole JVM: other copies of this library, in other class loaders, get the same string. */
  private static Object monitor(Path path) {
    return ("org.mmaparrays.lock:" + path).intern();
  }
}
