package org.mmaparrays.internal.mapping;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.files.FileFault;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Storage;

/** The reason why the system refused a mapping, as far as the library can find it, and the way out. */
public final class MapRefusal {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OVERCOMMIT = Path.of("/proc/sys/vm/overcommit_memory");
  private static final String ADDRESS_SPACE = "Max address space";
  private static final String NEVER_OVERCOMMIT = "2";

  private MapRefusal() {}

  /** Explains an exception of the JDK: its cause is an OutOfMemoryError if there was no memory, else its message is the system's. */
  static FileSystemException of(Storage.Contiguous storage, OpenMode mode, IOException refused) {
    return of(storage, mode, FileFault.reason(refused), refused.getCause() instanceof OutOfMemoryError,
        refused);
  }

  /**
   * Explains a refusal.
   *
   * @param reason the report of the system
   * @param memory whether it was ENOMEM
   */
  static FileSystemException of(Storage.Contiguous storage, OpenMode mode, String reason, boolean memory,
      @Nullable IOException refused) {
    FileSystemException explained = new FileSystemException(storage.file().toString(), null,
        "the system refuses to map " + storage.spec().byteSize() + " bytes in mode " + mode.code() + " ("
            + reason
            + "); " + (memory
                ? advice(mode, LIMITS, OVERCOMMIT)
                : "if its file system cannot map files, copy the file to a local disk"));
    if (refused != null) {
      explained.initCause(refused);
    }
    return explained;
  }

  /** Returns the way out if there is no memory to map, by the limit that is in force. */
  static String advice(OpenMode mode, Path limits, Path overcommit) {
    Optional<String> addressSpace = lines(limits).stream().filter(line -> line.startsWith(ADDRESS_SPACE))
        .map(line -> line.substring(ADDRESS_SPACE.length()).strip().split("\\s+")[0])
        .filter(soft -> !soft.equals("unlimited")).findFirst();
    if (addressSpace.isPresent()) {
      return "raise the limit of virtual memory of this process (ulimit -v), which is " + addressSpace.get()
          + " bytes";
    }
    if (mode == OpenMode.COPY_ON_WRITE && lines(overcommit).contains(NEVER_OVERCOMMIT)) {
      return "this system reserves memory for every private byte (vm.overcommit_memory is 2): set it to 0 or 1,"
          + " or open with OpenMode.READ and copy regions";
    }
    return "close arrays and drop all references to them, or open some rows at a time (ArrayOpener.rows)";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException unknown) {
      return List.of();
    }
  }
}
