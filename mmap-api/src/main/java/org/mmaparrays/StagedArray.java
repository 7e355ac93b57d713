package org.mmaparrays;

import java.io.IOException;
import org.mmaparrays.spi.Storage;

/** A new array that has its place on the disk and no name yet; the caller has the {@link WriterLock}. */
sealed interface StagedArray permits StagedFiles, StagedMember {
  /** Where it is. */
  Storage.Contiguous storage();

  /** The array while it is here. */
  ArrayRef staged();

  /** What opens it while it is here, for reading. */
  StoredArray open(ArrayOpener opener) throws IOException;

  /**
   * Adds a file of checkpoints that is published before the data: what is said of elements that are not there yet must not
   * be missing once they are.
   */
  void addCheckpoint(byte[] content) throws IOException;

  /**
   * Gives it its name; whoever has the old one open keeps it.
   *
   * @param lock the lock that the caller has, and gives away if all goes well
   * @return the lock of the array
   */
  WriterLock publish(WriterLock lock, CrashPoints steps) throws IOException;

  /** Removes what is still here; again does nothing. */
  void delete() throws IOException;
}
