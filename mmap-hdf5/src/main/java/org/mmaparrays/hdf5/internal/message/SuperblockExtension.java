package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The messages about a file as a whole beyond its superblock.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_boot_supext">Level 0C, Superblock
 *     Extension</a>
 */
final class SuperblockExtension {
  private SuperblockExtension() {}

  /**
   * Reads the places of messages that objects share, and refuses extensions that change the meaning of the file's bytes.
   *
   * @return null if objects share none
   */
  static @Nullable SharedHeaps sharedHeaps(ObjectHeader extension) throws IOException {
    Optional<FieldReader> driver = extension.find(MessageType.DRIVER);
    if (driver.isPresent()) {
      throw Superblock.driver(driver.get());
    }
    Optional<FieldReader> image = extension.find(MessageType.CACHE_IMAGE);
    if (image.isPresent()) {
      FieldReader fields = image.get();
      int version = fields.u8();
      if (version != 0) {
        throw fields.fault("a cache image of version " + version, "0");
      }
      fields.skip(1);
      if (fields.address() != FieldReader.UNDEFINED) {
        throw fields.unsupported(
            "the newest metadata of the file is in a cache image; write it in place: h5repack IN OUT");
      }
    }
    Optional<FieldReader> shared = extension.find(MessageType.SHARED_MESSAGES);
    return shared.isPresent() ? new SharedHeaps(extension.file().bytes(), shared.get()) : null;
  }
}
