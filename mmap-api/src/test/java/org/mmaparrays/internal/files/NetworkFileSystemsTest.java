package org.mmaparrays.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileSystemsTest {
  private final List<String> warnings = new ArrayList<>();
  private final NetworkFileSystems systems = new NetworkFileSystems(warnings::add);

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs",
      "glusterfs",
      "fuse.sshfs", "fuse.glusterfs", "davfs", "NFS4"})
  void theseAreOnOtherMachines(String type) {
    assertThat(NetworkFileSystems.isNetwork("server:/export", type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "NTFS", "fuseblk",
      "fuse", "fuse.ntfs-3g",
      "fuse.encfs", "virtiofs", "", "FFAT32"})
  void theseAreNot(String type) {
    assertThat(NetworkFileSystems.isNetwork("/dev/sda1", type)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"https://host/dav/, fuse", "https://host/dav/, fuse.x"})
  void mountedUrlsAreToo(String mount, String type) {
    assertThat(NetworkFileSystems.isNetwork(mount, type)).isTrue();
  }

  @Test
  void eachIsWarnedOfOnceAndTheAdviceIsThere() {
    systems.look(Path.of("/mnt/a/x.npy"), "server:/a", "nfs4");
    systems.look(Path.of("/mnt/a/y.npy"), "server:/a", "nfs4");
    systems.look(Path.of("/mnt/b/z.npy"), "server:/b", "nfs4");
    systems.look(Path.of("/data/z.npy"), "/dev/sda1", "ext4");
    assertThat(warnings).hasSize(2);
    assertThat(warnings.getFirst())
        .contains("/mnt/a/x.npy", "server:/a", "nfs4", "local disk", "allowNetwork")
        .doesNotContain("\n");
  }

  @Test
  void localFilesAndThoseThatCannotBeToldAreSilent(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("x"));
    systems.look(file);
    systems.look(Files.createSymbolicLink(folder.resolve("link"), file));
    systems.look(folder.resolve("none").resolve("x"));
    assertThat(warnings).isEmpty();
  }
}
