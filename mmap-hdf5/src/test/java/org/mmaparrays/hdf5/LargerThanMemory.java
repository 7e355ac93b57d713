package org.mmaparrays.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Chunk;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;

/** Prints the sum of the eight-byte integers of an array, whatever its size. */
final class LargerThanMemory {
  private LargerThanMemory() {}

  public static void main(String[] arguments) throws IOException {
    try (StoredArray array = ArrayStores.open(ArrayRef.parse(arguments[0]), OpenMode.READ)) {
      LongAdder sum = new LongAdder();
      array.streaming().chunks(Long.parseLong(arguments[1])).parallel()
          .forEach(chunk -> sum.add(sumOf(chunk)));
      System.out.println(sum + " of " + array.shape().elementCount());
    }
  }

  private static long sumOf(Chunk chunk) {
    MemorySegment elements = chunk.view().segment();
    long sum = 0;
    for (long at = 0; at < elements.byteSize(); at += Long.BYTES) {
      sum += elements.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }
    return sum;
  }
}
