package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mmaparrays.NdArray;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.Capability;

/** Many threads over one mapping. */
abstract class ConcurrencyChapter extends DurabilityChapter {
  private static final int THREADS = 8;

  ConcurrencyChapter() {}

  /** CONCURRENT-1: any number of threads read one open array, and each sees every element. */
  @Rule("CONCURRENT-1")
  final void concurrent1_readers() throws Exception {
    Golden golden = golden();
    try (StoredArray array = opener(copyOf(golden)).open()) {
      inParallel(thread -> Indices.assertElements(array.view(), golden.values()));
    }
  }

  /** CONCURRENT-2: threads that write distinct elements of one open array do not disturb each other. */
  @Rule(value = "CONCURRENT-2", needs = Capability.WRITE)
  final void concurrent2_disjointWriters() throws Exception {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray view = array.view();
      Indices indices = new Indices(view.shape());
      inParallel(thread -> {
        for (int round = 0; round < 50; round++) {
          for (long position = thread; position < view.shape().elementCount(); position += THREADS) {
            view.setValue(indices.at(position), Samples.value(view.dtype(), position + round));
          }
        }
      });
      Indices.assertElements(view, position -> Samples.value(view.dtype(), position + 49));
    }
  }

  /** Work of one of several threads, which are numbered from 0. */
  interface Work {
    void run(int thread) throws IOException;
  }

  static void inParallel(Work work) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        calls.add(() -> {
          work.run(number);
          return null;
        });
      }
      for (Future<Void> call : pool.invokeAll(calls)) {
        call.get();
      }
    }
  }
}
