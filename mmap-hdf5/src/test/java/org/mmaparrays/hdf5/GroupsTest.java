package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** Datasets are found by their paths and listed by name, however their groups store links. */
class GroupsTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"1, earliest", "8, earliest", "9, earliest", "300, earliest", "3000, earliest", "8, latest",
      "9, latest",
      "300, latest", "3000, latest"})
  void groupsOfAnySizeAreReadCompletely(int count, String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "f = h5py.File(path, 'w', libver='" + libver + "')\n"
        + "g = f.create_group('g')\n"
        + "for i in range(" + count + "): g['name%d' % i] = np.array([i], 'i4')\n");
    List<ArrayRef> listed = new Hdf5Store().list(file);
    assertThat(listed).isEqualTo(IntStream.range(0, count).mapToObj(i -> "/g/name" + i).sorted()
        .map(member -> ArrayRef.of(file, member)).toList());
    for (int i = 0; i < count; i += 1 + count / 100) {
      assertThat(MadeByH5py.bytes(file, "/g/name" + i)).startsWith(i, i >> 8);
    }
    for (String absent : new String[] {"name", "name" + count, "a", "z", "name00"}) {
      assertThatThrownBy(() -> MadeByH5py.locate(file, "/g/" + absent))
          .isInstanceOf(UnsupportedArrayException.class)
          .hasMessageContaining("'g' has no '" + absent + "'; it has 'name0'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void manyLongNamesAndLinksOfAllKindsAreFound(String libver) throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        f = h5py.File(path, 'w', track_order=True, libver='LIBVER')
        for i in range(500):
            f['x%d/%s' % (i % 2, chr(233 + i) * (i + 1))] = np.array([i], 'u2')
        f['x0/hard'] = f['x1/' + chr(234) * 2]
        f['soft'] = h5py.SoftLink('/x0/hard')
        f['x1/relative'] = h5py.SoftLink('deeper/./dots')
        f['x1/deeper/dots'] = h5py.SoftLink('/soft')
        f['ring'] = h5py.SoftLink('/ring')
        f['dangling'] = h5py.SoftLink('/nowhere')
        f['outside'] = h5py.ExternalLink('other.h5', '/d')
        f['x0/up'] = f['/']
        """.replace("LIBVER", libver));
    for (int i = 0; i < 500; i += 7) {
      String name = Character.toString(233 + i).repeat(i + 1);
      assertThat(MadeByH5py.bytes(file, "x" + i % 2 + "/" + name)).startsWith(i, i >> 8);
    }
    for (String path : new String[] {"/x0/hard", "/soft", "/x1/relative", "/x0/up/x0/up/x1/relative"}) {
      assertThat(MadeByH5py.bytes(file, path)).as(path).containsExactly(1, 0);
    }
    assertThat(new Hdf5Store().list(file)).hasSize(502).contains(ArrayRef.of(file, "/x0/hard"),
        ArrayRef.of(file, "/outside"));
    refused(file, "/ring", "more than 16 soft links");
    refused(file, "/dangling", "'/' has no 'nowhere'");
    refused(file, "/outside", "external link to other.h5#/d");
    refused(file, "/x0", "'/x0' is a group; it has /x0/");
    refused(file, "/soft/deeper", "'hard' is not a group");
  }

  @Test
  void oneOddObjectHidesNoOther() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), """
        with h5py.File(path, 'w') as f:
            f['a'] = 1.5
            f['text'] = 'a text'
            f['type'] = np.dtype('f4')
            f['group/b'] = np.zeros(3)
            f.create_dataset('null', data=h5py.Empty('f4'))
            f['other'] = h5py.ExternalLink('other.h5', '/d')
            f['z'] = f['a']
        """);
    assertThat(new Hdf5Store().list(file).stream().map(ref -> ref.member().orElseThrow()).toList())
        .containsExactly("/a", "/group/b", "/null", "/other", "/text", "/z");
    assertThat(MadeByH5py.locate(file, "z")).isInstanceOf(Storage.Contiguous.class);
    refused(file, "/type", "named datatype");
    refused(file, "/text", "text of variable length");
    refused(file, "/null", "null dataspace");
    assertThatThrownBy(() -> new Hdf5Store().locate(ArrayRef.of(file), Companions.NONE))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining(
            "several datasets; name one, as in " + file + "#/a; it has /a, /group/b, /null ...");
  }

  @Test
  void aFileWithoutDatasetsSaysSo() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "h5py.File(path, 'w').create_group('a/b/c')\n");
    assertThat(new Hdf5Store().list(file)).isEmpty();
    assertThatThrownBy(() -> new Hdf5Store().locate(ArrayRef.of(file), Companions.NONE))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("has no dataset");
    refused(file, "/a", "'/a' is a group without datasets");
  }

  @Test
  void groupsMayNestDeep() throws IOException {
    Path file = MadeByH5py.make(folder.resolve("a.h5"), "h5py.File(path, 'w')['/g' * 200 + '/d'] = 7\n");
    String path = IntStream.range(0, 200).mapToObj(i -> "/g").collect(Collectors.joining()) + "/d";
    assertThat(new Hdf5Store().list(file)).containsExactly(ArrayRef.of(file, path));
    assertThat(MadeByH5py.bytes(file, path)).startsWith(7, 0);
  }

  private static void refused(Path file, String member, String why) {
    assertThatThrownBy(() -> MadeByH5py.locate(file, member)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining(why);
  }
}
