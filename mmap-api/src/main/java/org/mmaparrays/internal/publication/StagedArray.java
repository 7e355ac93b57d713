package org.mmaparrays.internal.publication;

import java.io.IOException;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.locking.WriterLock;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.Storage;

/** A new array that has its place on the disk and no name yet; the caller has the {@link WriterLock}. */
public sealed interface StagedArray permits StagedFiles, StagedMember {
  /** Returns where it is. */
  Storage.Contiguous storage();

  /** Returns the array while it is here. */
  ArrayRef staged();

  /** Adds checkpoints that are published with the data, so that elements that are not written never pass for complete. */
  void addCheckpoint(byte[] content) throws IOException;

  /**
   * Gives it its name; readers that have the old array open keep it.
   *
   * @param lock the lock that the caller has, and gives away if all goes well
   * @return the lock of the array
   */
  WriterLock publish(WriterLock lock, CrashPoints steps) throws IOException;

  /** Removes the files that are still here; again does nothing. */
  void delete() throws IOException;
}
