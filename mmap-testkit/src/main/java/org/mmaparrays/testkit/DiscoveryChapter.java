package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Recognition;

/** The rules of discovery: how a store is found, and how it finds its files. */
abstract class DiscoveryChapter extends Chapter {
  DiscoveryChapter() {}

  /** DISCOVERY-1: the store is installed through ServiceLoader, once, under its name. */
  @Rule("DISCOVERY-1")
  final void discovery1_installedOnceUnderItsName() {
    assertThat(ArrayStores.installed()).filteredOn(found -> found.name().equals(store().name()))
        .singleElement()
        .isInstanceOf(store().getClass());
  }

  /** DISCOVERY-2: the name is lower-case letters, digits and hyphens, and always the same. */
  @Rule("DISCOVERY-2")
  final void discovery2_nameIsPlainAndConstant() {
    assertThat(store().name()).matches("[a-z][a-z0-9-]*").isEqualTo(store().name());
  }

  /** DISCOVERY-3: the declared capabilities are always the same, and include those that they imply. */
  @Rule("DISCOVERY-3")
  final void discovery3_capabilitiesAreConstantAndClosed() {
    ArrayStore store = store();
    assertThat(store.capabilities()).isEqualTo(store.capabilities())
        .isEqualTo(Capability.closure(store.capabilities()));
  }

  /** DISCOVERY-4: a file of the format is opened by this store without being told so. */
  @Rule("DISCOVERY-4")
  final void discovery4_recognisesItsFiles() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).open()) {
        assertThat(array.info().store()).as("store of %s", golden).isEqualTo(store().name());
      }
    }
  }

  /** DISCOVERY-5: a file of no format, under a name of no format, is declined with a reason. */
  @Rule("DISCOVERY-5")
  final void discovery5_declinesOtherFiles() throws IOException {
    Path other = Files.write(folder.resolve("something.unrelated"), randomBytes(1000));
    assertThat(store().recognizes(Candidate.read(other)))
        .isInstanceOfSatisfying(Recognition.Declined.class, no -> assertThat(no.reason()).isNotBlank());
  }

  /** DISCOVERY-6: recognition never throws, for no bytes under no name. */
  @Rule("DISCOVERY-6")
  final void discovery6_recognitionNeverThrows() {
    for (Path file : List.of(newFile(), folder.resolve("something.unrelated"), folder.resolve("x"))) {
      for (int length : new int[] {0, 1, 2, 7, 100, 4096}) {
        Candidate candidate = new Candidate(file, true, ByteBuffer.wrap(randomBytes(length)));
        assertThatCode(() -> store().recognizes(candidate)).as("%d bytes as %s", length, file)
            .doesNotThrowAnyException();
      }
    }
  }

  /** DISCOVERY-7: where arrays can be created, the name of a new file suffices to choose this store. */
  @Rule(value = "DISCOVERY-7", needs = Capability.CREATE)
  final void discovery7_recognisesNamesOfNewFiles() throws IOException {
    try (StoredArray array = ArrayStores.create(newFile(), golden().spec())) {
      assertThat(array.info().store()).isEqualTo(store().name());
    }
  }

  /** DISCOVERY-8: the names of companions follow from the data file's name alone, and are names of no other file. */
  @Rule("DISCOVERY-8")
  final void discovery8_companionsFollowFromTheName() throws IOException {
    for (Golden golden : goldens()) {
      Path file = folder.resolve(name(golden.file()));
      List<String> names = store().companions(file);
      assertThat(names).doesNotHaveDuplicates()
          .containsAll(golden.companions().stream().map(companion -> name(companion).toString()).toList())
          .doesNotContain("", ".", "..", name(file).toString())
          .allSatisfy(each -> assertThat(name(Path.of(each))).hasToString(each))
          .doesNotContainAnyElementsOf(new StateFiles(file, name(file).toString()).all().stream()
              .map(state -> name(state).toString()).toList());
      assertThat(store().companions(folder.resolve("missing").resolve(name(file)))).isEqualTo(names);
      copyOf(golden);
      assertThat(store().companions(file)).isEqualTo(names);
      assertThat(store().companions(folder.resolve("other-" + name(file)))).noneMatch(names::contains);
    }
  }

  static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(Samples.SEED).nextBytes(bytes);
    return bytes;
  }
}
