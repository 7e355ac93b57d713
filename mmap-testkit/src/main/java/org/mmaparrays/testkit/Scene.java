package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.ArrayStore;

/**
 * The folder of an array, a folder beside it, and a folder elsewhere: nothing in the first two changes while the array is read.
 *
 * @param home the array's folder
 * @param neighbour a folder beside it, which has files of the same names
 * @param elsewhere a folder to save to
 * @param file the data file
 */
record Scene(ArrayStore store, Path home, Path neighbour, Path elsewhere, Path file) {
  /** Makes the folders, without an array. */
  static Scene of(ArrayStore store, Path root, String name) throws IOException {
    Files.createDirectory(root);
    Path home = Files.createDirectory(root.resolve("home"));
    Path neighbour = Files.createDirectory(root.resolve("neighbour"));
    Files.writeString(neighbour.resolve(name), "a file of the same name");
    Files.writeString(home.resolve("Makefile"), "all:\n");
    return new Scene(store, home, neighbour, Files.createDirectory(root.resolve("elsewhere")),
        home.resolve(name));
  }

  ArrayOpener opener() {
    return ArrayStores.opener(ArrayRef.of(file)).store(store);
  }

  /** Reads the array in all ways, and checks that this changes nothing. */
  List<Readings.Outcome> read(ArrayOpener opener, boolean saving) throws IOException {
    Map<String, String> before = FolderState.of(home, neighbour);
    List<Readings.Outcome> outcomes = Readings.all(store, file, opener, elsewhere, saving);
    assertThat(FolderState.of(home, neighbour)).as("after reading %s", file).isEqualTo(before);
    return outcomes;
  }

  /** Puts files into the array's folder. */
  void add(Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      Files.write(home.resolve(each.getKey()), each.getValue());
    }
  }

  /** Returns the names and contents of the files in a folder. */
  static Map<String, byte[]> filesOf(Path folder) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        contents.put(Chapter.name(each).toString(), Files.readAllBytes(each));
      }
    }
    return contents;
  }

  /** Returns the names in the array's folder that are there for the array's sake. */
  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.map(each -> Chapter.name(each).toString()).filter(name -> !name.equals("Makefile"))
          .sorted()
          .toList();
    }
  }
}
