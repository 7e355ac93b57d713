package org.mmaparrays.internal.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Warns, once for each, of arrays that are mapped over a network: mapping works there, and promises less.
 *
 * <p>To find out costs a look at the table of all mounts, so each folder is looked at once.
 */
public final class NetworkFileSystems {
  private static final Set<String> TYPES =
      Set.of("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p",
          "afs", "coda", "ncpfs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs", "orangefs", "pvfs2",
          "panfs", "davfs",
          "webdav", "afpfs");

  /** File systems of FUSE have {@code fuse.} before their name, if they tell one. */
  private static final Set<String> FUSE_TYPES =
      Set.of("sshfs", "glusterfs", "ceph", "ceph-fuse", "s3fs", "gcsfuse",
          "goofys", "rclone", "davfs", "davfs2", "cifs", "smbnetfs", "beegfs", "moosefs", "mfs", "juicefs",
          "curlftpfs",
          "lustre");

  /** The most folders that are remembered: the table must not grow without end. */
  private static final int MOST_FOLDERS = 1000;

  private static final NetworkFileSystems OF_THIS_JVM = new NetworkFileSystems(warning -> System
      .getLogger(NetworkFileSystems.class.getName()).log(Logger.Level.WARNING, warning));

  private final Consumer<String> log;
  private final Map<Path, Optional<Mount>> seen = new ConcurrentHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /** A file system, as the table of mounts names it. */
  private record Mount(String name, String type) {}

  NetworkFileSystems(Consumer<String> log) {
    this.log = log;
  }

  public static NetworkFileSystems ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** Warns if the file, which exists, is on a network, unless that was done for the same mount before. */
  public void look(Path file) {
    mount(file).ifPresent(mount -> look(file, mount.name(), mount.type()));
  }

  /** Returns whether the file, which exists, is on a network. */
  public boolean has(Path file) {
    return mount(file).filter(mount -> isNetwork(mount.name(), mount.type())).isPresent();
  }

  private Optional<Mount> mount(Path file) {
    // A link may lead elsewhere than to its folder: links are few, and looked at by themselves.
    Path place =
        Files.isSymbolicLink(file) ? file.toAbsolutePath() : FileOps.parent(file.toAbsolutePath());
    Optional<Mount> known = seen.get(place);
    if (known != null) {
      return known;
    }
    if (seen.size() >= MOST_FOLDERS) {
      seen.clear();
    }
    Optional<Mount> mount;
    try {
      FileStore store = Files.getFileStore(file);
      mount = Optional.of(new Mount(store.name(), store.type()));
    } catch (IOException unknown) {
      // As in a changed root, where the table of mounts tells of paths that do not exist: no reason not to open.
      mount = Optional.empty();
    }
    seen.put(place, mount);
    return mount;
  }

  /** Warns if a file is on a network. */
  public void look(Path file, String mount, String type) {
    if (isNetwork(mount, type) && warned.add(mount)) {
      log.accept(file + ": is on " + mount + ", a network file system (" + type
          + "): changes from other machines are seen"
          + " late or never, a lost connection hangs the program or makes reads fail, and random reads are slow; copy the"
          + " file to a local disk, or load it (StoredArray.load); allowNetwork() of the opener, or --allow-network, says"
          + " that this is known");
    }
  }

  /** Returns whether a file system, as the system names it and its type, is on other machines. */
  static boolean isNetwork(String mount, String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (name.startsWith("fuse")) {
      // As in https://host/path, as WebDAV mounts are named.
      return mount.contains("://")
          || FUSE_TYPES.contains(name.substring(Math.min(name.length(), "fuse.".length())));
    }
    return TYPES.contains(name);
  }
}
