package org.mmaparrays.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The report of a run of the demo.
 *
 * @param input the description of the images
 * @param trainingRows how many were trained on
 * @param heldOutRows how many were held out
 * @param epochs how often each was trained on
 * @param threads how many threads worked
 * @param resumed where it went on with an earlier run; empty if it began at the beginning
 * @param stages each stage that was not yet done, in order
 * @param heap the first stage once more, with everything in the heap
 * @param heapImpediment why that was left out
 * @param losses the mean training loss of each epoch, in nats
 * @param accuracy which part of the rows held out was classified right
 * @param files all files, with their sizes
 * @param kept whether the files are still there
 */
record DemoReport(String input, long trainingRows, long heldOutRows, int epochs, int threads,
    Optional<Resumed> resumed, List<StageReport> stages, Optional<StageReport> heap,
    Optional<String> heapImpediment, List<Double> losses, double accuracy,
    List<DataFile> files, boolean kept) {

  /**
   * The progress of an earlier run.
   *
   * @param row the first row whose features were not yet there
   * @param epoch how many epochs of training were done
   */
  record Resumed(long row, int epoch) {}

  /**
   * A file of the run.
   *
   * @param path where it is or was
   * @param bytes its length
   */
  record DataFile(Path path, long bytes) {}
}
