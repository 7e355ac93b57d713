package org.mmaparrays.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayRef;

class ArrayFileNamesTest {
  @TempDir
  Path temporary;

  private Path folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void namesAreThoseOfTheArray() throws IOException {
    ArrayFileNames beside = ArrayFileNames.of(ArrayRef.of(folder.resolve("x.npy")));
    assertThat(beside.lock()).isEqualTo(folder.resolve(".x.npy.lock"));
    assertThat(beside.commitJournal()).isEqualTo(folder.resolve(".x.npy.commit"));
    assertThat(beside.checkpoint()).isEqualTo(folder.resolve("x.npy.checkpoint"));
    assertThat(beside.stagingPrefix()).isEqualTo(".x.npy.new-");
  }

  @Test
  void arraysOfOneFileHaveTheirOwnButForWhatIsOfTheFile() throws IOException {
    ArrayRef ref = ArrayRef.of(folder.resolve("x.h5"), "/run 1/ä");
    ArrayFileNames array = ArrayFileNames.of(new ArrayKey(ref, OptionalLong.of(4096), 1));
    assertThat(array.commitJournal()).isEqualTo(folder.resolve(".x.h5@4096.commit"));
    assertThat(array.checkpoint()).isEqualTo(folder.resolve("x.h5@4096.checkpoint"));
    assertThat(array.lock()).isEqualTo(folder.resolve(".x.h5.lock")).isEqualTo(ArrayFileNames.of(ref).lock());
  }

  @Test
  void linksLeadToTheRealFile() throws IOException {
    Path real = Files.write(Files.createDirectory(folder.resolve("real")).resolve("x"), new byte[1]);
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    Path folderLink = Files.createSymbolicLink(folder.resolve("folder"), folder.resolve("real"));
    Path lock = folder.resolve("real").resolve(".x.lock");
    assertThat(ArrayFileNames.of(ArrayRef.of(link)).lock()).isEqualTo(lock);
    assertThat(ArrayFileNames.of(ArrayRef.of(folderLink.resolve("x"))).lock()).isEqualTo(lock);
    assertThat(ArrayFileNames.of(ArrayRef.of(folderLink.resolve("new"))).lock())
        .isEqualTo(folder.resolve("real").resolve(".new.lock"));
  }

  @Test
  void longNamesStillMakeFilesAndDifferentOnes() throws IOException {
    String same = "ä".repeat(124);
    ArrayFileNames one = ArrayFileNames.of(ArrayRef.of(folder.resolve(same + "1.npy")));
    ArrayFileNames two = ArrayFileNames.of(ArrayRef.of(folder.resolve(same + "2.npy")));
    for (Path path : List.of(one.file(), one.lock(), two.lock(), one.checkpoint(), one.temporary(),
        one.commitJournal())) {
      Files.createFile(path);
    }
    Files.createTempDirectory(folder, one.stagingPrefix());
  }

  @Test
  void aMissingFolderIsSaid() {
    assertThatThrownBy(() -> ArrayFileNames.of(ArrayRef.of(folder.resolve("none").resolve("x"))))
        .isInstanceOf(NoSuchFileException.class);
  }
}
