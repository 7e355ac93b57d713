package org.mmaparrays;

import java.io.IOException;

/** Takes the steps of a publication, each one change of the file system; a test stops between any two. */
@FunctionalInterface
interface Steps {
  /** Takes all steps. */
  Steps ALL = Uninterrupted.Task::run;

  void take(Uninterrupted.Task step) throws IOException;
}
