package org.mmaparrays.benchmarks.soak.scenario;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.benchmarks.soak.promise.Format;
import org.mmaparrays.benchmarks.soak.promise.Pattern;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/**
 * An array closed while many threads read it, again and again: each gets true values until it is told that the array is
 * closed, and can go on with other files.
 */
record ClosedUnderReaders(Format format) implements Scenario {
  private static final int READERS = 8;
  private static final int TIMES = 30;
  private static final int ROWS = 512;
  private static final int COLUMNS = 256;

  @Override
  public String name() {
    return "closed-under-readers/" + format;
  }

  @Override
  public void run(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws Exception {
    Path file = folder.resolve(format.fileName("closed"));
    int[] all = pattern.rows(0, 0, ROWS, COLUMNS);
    try (StoredArray array = ArrayStores.create(file, ArraySpec.of(DType.INT32, ROWS, COLUMNS))) {
      array.view().copyFrom(all);
    }
    for (int time = 0; time < TIMES; time++) {
      StoredArray array = ArrayStores.open(file);
      NdArray view = array.view();
      try (Readers readers = new Readers(READERS, () -> read(view, all, file))) {
        readers.awaitReads(READERS);
        array.close();
        readers.awaitEnd();
      }
    }
    acknowledgements.say("fault in nothing: closed " + TIMES + " times");
    acknowledgements.say("rows " + ROWS);
  }

  private static boolean read(NdArray view, int[] expected, Path file) throws Exception {
    int[] found = new int[expected.length];
    try {
      view.copyTo(found);
    } catch (IllegalStateException closed) {
      // A poisoned interrupt flag would close this channel.
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        Scenario.require(channel.size() > 0, "another file cannot be read");
      }
      return false;
    }
    Scenario.require(Arrays.equals(found, expected), "elements that nobody has written");
    return true;
  }
}
