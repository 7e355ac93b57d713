package org.mmaparrays.model;

/**
 * The room of a new array on the disk: reserved at once, or taken as it is written.
 *
 * <p>Without it a disk that fills up is found when elements are written, perhaps hours later, as a {@link
 * StorageFaultException}. Reserving asks the file system for the blocks; it writes nothing and is quick where the file
 * system knows how (ext4, xfs, btrfs and tmpfs do), which needs Linux and native access.
 */
public enum Space {
  /** Reserved where that is quick; elsewhere it is only checked that the disk has as much free. The default. */
  RESERVED_IF_POSSIBLE,
  /** Reserved everywhere: where the file system does not know how, by writing zeros. */
  RESERVED,
  /** Taken as elements are written: the file may be larger than the disk. */
  SPARSE
}
