package org.mmaparrays.hdf5;

import java.io.IOException;
import java.util.Optional;

/**
 * What is said about a file as a whole beyond its superblock.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_boot_supext">Level 0C, Superblock
 *     Extension</a>
 */
final class SuperblockExtension {
  private SuperblockExtension() {}

  /** Refuses what changes the meaning of the file's bytes, and tells the file the rest. */
  static void read(ObjectHeader extension) throws IOException {
    Optional<Fields> driver = extension.find(MessageType.DRIVER);
    if (driver.isPresent()) {
      throw Superblock.driver(driver.get());
    }
    Optional<Fields> image = extension.find(MessageType.CACHE_IMAGE);
    if (image.isPresent()) {
      Fields fields = image.get();
      int version = fields.u8();
      if (version != 0) {
        throw fields.fault("a cache image of version " + version, "0");
      }
      fields.skip(1);
      if (fields.address() != Fields.UNDEFINED) {
        throw fields.unsupported(
            "the newest metadata of the file is in a cache image; write it in place: h5repack IN OUT");
      }
    }
    Optional<Fields> shared = extension.find(MessageType.SHARED_MESSAGES);
    if (shared.isPresent()) {
      extension.file().share(new SharedHeaps(extension.file(), shared.get()));
    }
  }
}
