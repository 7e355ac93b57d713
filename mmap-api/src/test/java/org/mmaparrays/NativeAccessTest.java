package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.support.DeclaredStore;

/** Native access is never required, and its absence is never noisy. */
class NativeAccessTest {

  @TempDir
  Path folder;

  /** Runs in a JVM of its own. */
  static final class UsesHints {
    public static void main(String[] args) throws IOException {
      try (StoredArray array = ArrayStores.opener(ArrayRef.of(Path.of(args[0]))).store(new DeclaredStore())
          .layout(ArraySpec.of(DType.INT8, 8, 8192), 0).open(OpenMode.READ_WRITE)) {
        array.view().fill(1);
        for (ReadAdvice advice : ReadAdvice.values()) {
          array.advise(advice);
          array.advise(advice, new RowRange(2, 7));
        }
        array.writeBack(new RowRange(2, 7));
        boolean resident = MemoryAdvice.isResident(array.view().memory, 0, 65_536);
        System.out.print(resident && array.view().getByte(7, 8191) == 1 ? "done" : "gone");
      }
    }
  }

  @Test
  void withoutPermissionHintsAreSkippedInSilence() throws Exception {
    Path file = Files.write(folder.resolve("x"), new byte[65_536]);
    for (String policy : new String[] {"warn", "deny"}) {
      Process process = new ProcessBuilder(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--illegal-native-access=" + policy,
          "-cp", System.getProperty("java.class.path"), UsesHints.class.getName(), file.toString()))
          .redirectErrorStream(true)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).isEqualTo("done");
      assertThat(process.waitFor()).isZero();
    }
  }
}
