package org.mmaparrays.internal.files;

import java.io.IOException;
import java.nio.file.Path;

/** Takes the steps of a publication, each one change of the file system; a test stops between any two. */
@FunctionalInterface
public interface CrashPoints {
  /** Takes all steps. */
  CrashPoints ALL = UninterruptibleIo.Task::run;

  void take(UninterruptibleIo.Task step) throws IOException;

  /** Makes the steps so far durable, which were names in a folder. */
  default void force(Path folder) throws IOException {
    take(() -> FileOps.forceFolder(folder));
  }
}
