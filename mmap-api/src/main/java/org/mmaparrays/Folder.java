package org.mmaparrays;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes names durable: a file whose data is forced can still be lost with the entry of its folder. */
final class Folder {
  private Folder() {}

  /**
   * Forces the entries of a folder to the device.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/fsync.2.html">fsync(2), NOTES on directories</a>
   */
  static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
