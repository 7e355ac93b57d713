package org.mmaparrays.benchmarks.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A file system of its own in a file, which can be filled, and lose its power. */
final class LoopDisk implements AutoCloseable {
  /** What mkfs.xfs asks for at least, in bytes. */
  static final long SMALLEST_XFS = 320L << 20;

  private static final int MOST_ATTEMPTS = 20;

  private final Path image;
  private final Path mountPoint;
  private final Thread unmountOnExit = new Thread(this::unmountQuietly, "unmount");
  private boolean mounted;

  private LoopDisk(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /**
   * Makes and mounts a disk.
   *
   * @param folder where its image and its mount point go
   * @param kind {@code ext4} or {@code xfs}
   * @param bytes its size
   */
  static LoopDisk make(Path folder, String kind, long bytes) throws IOException {
    Path image = folder.resolve(kind + ".image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    Tool.run("mkfs." + kind, "-q", image.toString());
    LoopDisk disk = new LoopDisk(image, Files.createDirectories(folder.resolve(kind)));
    Runtime.getRuntime().addShutdownHook(disk.unmountOnExit);
    disk.mount();
    return disk;
  }

  /** Why there can be no such disk here; empty if there can. */
  static Optional<String> missing(Path folder, String kind) {
    for (String tool : new String[] {"mount", "umount", "mkfs." + kind, "xfs_io"}) {
      if (!Tool.exists(tool)) {
        return Optional.of(tool + " is not installed (Debian: e2fsprogs, xfsprogs, mount)");
      }
    }
    try {
      Path trial = Files.createTempDirectory(folder, "trial-" + kind + "-");
      try (LoopDisk disk = make(trial, kind, kind.equals("xfs") ? SMALLEST_XFS : 16L << 20)) {
        disk.cutPower(false);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no " + kind + " on a loop device, which needs root: " + e.getMessage());
    }
  }

  Path folder() {
    return mountPoint;
  }

  /**
   * Stops the file system at once: what it has not written yet is lost, and everything on it fails from now on.
   *
   * @param journalWritten whether its journal, not the data, is written first: another moment that a power cut can hit
   */
  void cutPower(boolean journalWritten) throws IOException {
    Tool.run("xfs_io", "-x", "-c", journalWritten ? "shutdown -f" : "shutdown", mountPoint.toString());
  }

  /** Starts the file system again after its power was cut; it replays its journal. */
  void restorePower() throws IOException {
    unmount();
    mount();
  }

  private void mount() throws IOException {
    Tool.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    mounted = true;
  }

  private void unmount() throws IOException {
    for (int attempt = 0; mounted; attempt++) {
      // What this JVM has mapped there keeps the disk busy until it is collected.
      System.gc();
      try {
        Tool.run("umount", mountPoint.toString());
        mounted = false;
      } catch (IOException busy) {
        if (attempt == MOST_ATTEMPTS) {
          throw busy;
        }
        LockSupport.parkNanos(20_000_000L * attempt);
      }
    }
  }

  private void unmountQuietly() {
    try {
      unmount();
    } catch (IOException busy) {
      try {
        Tool.run("umount", "-l", mountPoint.toString()); // Goes when its last user has gone.
      } catch (IOException e) {
        System.err.println("could not unmount " + mountPoint + ": " + e.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    unmountQuietly();
    Runtime.getRuntime().removeShutdownHook(unmountOnExit);
    Files.deleteIfExists(image);
    Files.deleteIfExists(mountPoint);
  }
}
