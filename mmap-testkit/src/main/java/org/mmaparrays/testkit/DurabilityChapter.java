package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.mmaparrays.OpenMode;
import org.mmaparrays.StoredArray;
import org.mmaparrays.spi.Capability;

/** What flushing and closing promise. */
abstract class DurabilityChapter extends WritingChapter {
  DurabilityChapter() {}

  /** DURABLE-1: after a flush, and while the array is still open, ordinary reads of the file see every change. */
  @Rule(value = "DURABLE-1", needs = Capability.WRITE)
  final void durable1_flushReachesTheFile() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> flushed;
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      Samples.fill(array.view());
      array.flush();
      flushed = contents();
      try (StoredArray other = opener(file).open()) {
        Indices.assertElements(other.view(), position -> Samples.value(array.spec().dtype(), position));
      }
    }
    assertThat(contents()).isEqualTo(flushed);
  }

  /** DURABLE-2: flushing what is open for reading is allowed, and changes nothing. */
  @Rule("DURABLE-2")
  final void durable2_flushingReadersIsHarmless() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open()) {
      array.flush();
    }
    assertThat(contents()).isEqualTo(before);
  }
}
