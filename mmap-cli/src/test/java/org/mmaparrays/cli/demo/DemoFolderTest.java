package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.RowWriter;
import org.mmaparrays.model.ArrayRef;

class DemoFolderTest {
  @TempDir
  Path folder;

  @Test
  void aFolderWithAnythingInItIsRefused() throws IOException {
    Files.createFile(folder.resolve("mine"));
    assertThatThrownBy(() -> DemoFolder.open(folder, ".dat")).isInstanceOf(FileSystemException.class)
        .hasMessage(folder + ": is not empty, and the demo replaces nothing; name a new folder");
    assertThat(folder.resolve("mine")).exists();
  }

  @Test
  void whatIsNoRunIsNotResumed() throws IOException {
    Files.createFile(folder.resolve("features.dat.checkpoint"));
    Files.createDirectory(folder.resolve(".features.dat.new-1"));
    try (DemoFolder begun = DemoFolder.resume(folder, ".dat")) {
      assertThat(begun.holdsRun()).isFalse();
    }
    assertThat(folder.resolve("features.dat.checkpoint")).exists();
    for (String foreign : List.of("mine", "images.dat", "weights.dat")) {
      Files.createFile(folder.resolve(foreign));
      assertThatThrownBy(() -> DemoFolder.resume(folder, ".dat")).isInstanceOf(FileSystemException.class)
          .hasMessage(folder
              + ": is not empty, and holds no run with this --store to resume; name a new folder");
      Files.delete(folder.resolve(foreign));
    }
  }

  @Test
  void anArrayOfSomebodyElseIsNotResumed() throws IOException {
    Path file = folder.resolve("features.npy");
    ArrayStores.create(file, FeatureStage.spec(100)).close();
    assertThatThrownBy(() -> DemoFolder.resume(folder, ".npy")).isInstanceOf(FileSystemException.class);
    try (RowWriter writer = ArrayStores.rowWriter(ArrayRef.of(file)).startAt(0).resume()) {
      writer.write(row -> row.fill(1f));
    }
    assertThatThrownBy(() -> DemoFolder.resume(folder, ".npy")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> DemoFolder.open(folder, ".npy")).hasMessage(folder + ": is not empty, and the"
        + " demo replaces nothing; add --resume to go on with a run in it, or name a new folder");
  }

  @Test
  void aTemporaryFolderIsRemoved() throws IOException {
    Path path;
    try (DemoFolder temporary = DemoFolder.open(null, ".dat")) {
      path = temporary.path();
      Files.createFile(temporary.features().file());
      Files.createFile(path.resolve("features_meta.json"));
      temporary.keep();
      assertThat(temporary.isTemporary()).isTrue();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void filesStayWhereTheUserWantsThemIfTheRunSucceeds() throws IOException {
    try (DemoFolder named = DemoFolder.open(folder.resolve("a/b"), ".npy")) {
      Files.createFile(named.images().file());
      named.keep();
    }
    assertThat(folder.resolve("a/b/images.npy")).exists();
  }

  @Test
  void aRunThatFailsLeavesNothingOfItsOwn() throws IOException {
    try (DemoFolder named = DemoFolder.open(folder, ".dat")) {
      Files.createFile(named.images().file());
      Files.createFile(folder.resolve("images_meta.json"));
      Files.createFile(
          Files.createDirectories(folder.resolve(".labels.dat.new-123/deeper")).resolve("labels.dat"));
      Files.createFile(folder.resolve("image_of_somebody_else"));
    }
    assertThat(folder).isDirectoryContaining("glob:**/image_of_somebody_else");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void tooSmallADiskIsFoundBeforehand() throws IOException {
    try (DemoFolder named = DemoFolder.open(folder, ".dat")) {
      named.checkSpace(1000);
      assertThatThrownBy(() -> named.checkSpace(1L << 60)).isInstanceOf(FileSystemException.class)
          .hasMessageStartingWith(folder + ": the demo needs 1.0 EiB of disk, ")
          .hasMessageEndingWith(" are free; choose fewer --rows, or another disk by --dir");
    }
  }
}
