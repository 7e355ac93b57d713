package org.mmaparrays.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** The base of all chapters: the store under test, its golden files, and a fresh folder for each rule. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // A store that hangs fails.
abstract class Chapter {
  /** Far more than anything takes that ends, also on a busy machine. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  @TempDir
  Path folder;

  Chapter() {}

  /** Returns the store to be certified. */
  protected abstract ArrayStore store();

  /** Files of the format made by another program; at least one, with at least two elements. */
  protected abstract List<Golden> goldens();

  /** Files of the format made by another program, with elements that have to be decoded. */
  protected List<Golden> decodedGoldens() {
    return List.of();
  }

  /** Returns the first golden file. */
  final Golden golden() {
    return goldens().getFirst();
  }

  /** Returns a copy of a golden file in the rule's folder. */
  final Path copyOf(Golden golden) throws IOException {
    for (Path companion : golden.companions()) {
      Files.copy(companion, folder.resolve(name(companion)));
    }
    return Files.copy(golden.file(), folder.resolve(name(golden.file())));
  }

  /** Returns a path for a new array, under a name that the store recognises, since a golden file has it. */
  final Path newFile() {
    return newFile("");
  }

  final Path newFile(String prefix) {
    return folder.resolve(prefix + name(golden().file()));
  }

  static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName());
  }

  final ArrayOpener opener(Path file) {
    return ArrayStores.opener(ArrayRef.of(file)).store(store());
  }

  final StoredArray create(Path file, ArraySpec spec) throws IOException {
    return creator(file).create(spec, OpenMode.CREATE_NEW);
  }

  final ArrayCreator creator(Path file) {
    return ArrayStores.creator(ArrayRef.of(file)).store(store());
  }

  /** Returns where the array of a file is, as the store says. */
  final Storage locate(Path file) throws IOException {
    return store().locate(ArrayRef.of(file), companionsOf(file));
  }

  /** Returns the contents of the companions that a file has. */
  final Companions companionsOf(Path file) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String name : store().companions(file)) {
      Path companion = file.resolveSibling(name);
      if (Files.exists(companion)) {
        contents.put(name, Files.readAllBytes(companion));
      }
    }
    return Companions.of(contents);
  }

  /** Returns the contents of the rule's folder: each file's name and bytes, in hexadecimal, but of writers' locks only the name. */
  final Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // A lock would end with the first descriptor of its file that this process closes.
        contents.put(folder.relativize(file).toString(),
            isLock(file) ? "" : HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  /** Returns whether a file is the record of a writer, which is there while the writer is. */
  static boolean isLock(Path file) {
    return name(file).toString().startsWith(".") && name(file).toString().endsWith(".lock");
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError("no program interrupts", e);
    }
  }
}
