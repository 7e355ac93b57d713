package org.mmaparrays.benchmarks.soak.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.benchmarks.support.ExitHook;

/** A file system of its own in a file, which can be filled, and lose its power. */
public final class LoopDisk implements AutoCloseable {
  /** The least that mkfs.xfs asks for, in bytes. */
  public static final long SMALLEST_XFS = 320L << 20;

  private static final int MOST_ATTEMPTS = 20;

  /** Every so many times the disk comes back elsewhere. */
  private static final int MOVES_EVERY = 4;

  private final Path image;
  private Path mountPoint;
  private String device = "";
  private int restored;
  private final ExitHook unmountOnExit = new ExitHook("unmount", this::unmountQuietly);
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
  public static LoopDisk make(Path folder, String kind, long bytes) throws IOException {
    Path image = folder.resolve(kind + ".image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    Tool.run("mkfs." + kind, "-q", image.toString());
    LoopDisk disk = new LoopDisk(image, Files.createDirectories(folder.resolve(kind)));
    disk.unmountOnExit.install();
    disk.mount();
    return disk;
  }

  /** Returns why there can be no such disk here; empty if there can. */
  public static Optional<String> missing(Path folder, String kind) {
    for (String tool : new String[] {"mount", "umount", "losetup", "mkfs." + kind, "xfs_io"}) {
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

  public Path folder() {
    return mountPoint;
  }

  /**
   * Stops the file system at once: bytes that it has not written yet are lost, and everything on it fails from now on.
   *
   * @param journalWritten whether its journal, not the data, is written first: another moment that a power cut can hit
   */
  public void cutPower(boolean journalWritten) throws IOException {
    Tool.run("xfs_io", "-x", "-c", journalWritten ? "shutdown -f" : "shutdown", mountPoint.toString());
  }

  /**
   * Starts the file system again after its power was cut; it replays its journal. Every fourth time, the first one among them, its
   * image comes back as another device under another mount point, as a disk may when a machine starts again.
   *
   * @return whether it did
   */
  public boolean restorePower() throws IOException {
    unmount();
    if (restored++ % MOVES_EVERY != 0) {
      mount();
      return false;
    }
    Path before = mountPoint;
    String deviceBefore = device;
    mountPoint = Files.createDirectory(before.resolveSibling(image.getFileName() + "-" + restored));
    Path other = Files.write(image.resolveSibling("other.image"), new byte[1 << 20]);
    try {
      Tool.run("losetup", deviceBefore, other.toString());
    } catch (IOException taken) {
      // By another program: then it cannot be the next one of this disk either.
    }
    try {
      mount();
    } finally {
      detach(deviceBefore, other);
      Files.delete(other);
    }
    Files.delete(before);
    if (device.equals(deviceBefore)) {
      throw new IOException(image + " came back as " + device + ", which it was before");
    }
    return true;
  }

  private static void detach(String device, Path file) throws IOException {
    if (Tool.run("losetup", "--associated", file.toString()).contains(device + ":")) {
      Tool.run("losetup", "--detach", device);
    }
  }

  private void mount() throws IOException {
    for (int attempt = 0;; attempt++) {
      try {
        device = Tool.run("losetup", "--find", "--show", image.toString()).strip();
        break;
      } catch (IOException taken) { // By another program, since it was found to be free.
        if (attempt == MOST_ATTEMPTS) {
          throw taken;
        }
        LockSupport.parkNanos(20_000_000L * attempt);
      }
    }
    try {
      Tool.run("mount", device, mountPoint.toString());
      mounted = true;
    } finally {
      // Goes with the mount, however that ends.
      Tool.run("losetup", "--detach", device);
    }
  }

  private void unmount() throws IOException {
    for (int attempt = 0; mounted; attempt++) {
      // Mappings of this JVM keep the disk busy until they are collected.
      System.gc();
      try {
        Tool.run("umount", mountPoint.toString());
        mounted = false;
        awaitDetached();
      } catch (IOException busy) {
        if (attempt == MOST_ATTEMPTS) {
          throw busy;
        }
        LockSupport.parkNanos(20_000_000L * attempt);
      }
    }
  }

  /** Waits until the file system has gone: a process that was started meanwhile may have its mount for a moment longer. */
  private void awaitDetached() throws IOException {
    for (int attempt = 0; !Tool.run("losetup", "--associated", image.toString()).isBlank(); attempt++) {
      if (attempt == MOST_ATTEMPTS) {
        throw new IOException(image + " is unmounted, and " + device + " is in use still");
      }
      LockSupport.parkNanos(50_000_000L * attempt);
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
    if (unmountOnExit.remove()) {
      Files.deleteIfExists(image);
      Files.deleteIfExists(mountPoint);
    }
  }
}
