package org.mmaparrays.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.testkit.NumPy;

/** Python that saves a memmap with its metadata by hand reads our files, and we read its. */
class StoryInteroperationTest {
  @TempDir
  Path folder;

  @Test
  void ourFilesOpenWithTwoLinesOfPython() throws IOException {
    NumPy numpy = NumPy.require();
    List<DType> types = DType.all();
    for (DType type : types) {
      try (StoredArray array =
          ArrayStores.create(folder.resolve("a" + types.indexOf(type) + ".dat"), ArraySpec.of(type, 3, 2))) {
        for (long i = 0; i < 6; i++) {
          array.view().setValue(new long[] {i / 2, i % 2},
              type.equals(DType.BOOL) ? (Object) (i % 2 == 1) : (Object) i);
        }
      }
    }
    String read = numpy.run(
        """
            import json
            for k in range(25):
                meta = json.load(open(f"{sys.argv[1]}/a{k}_meta.json"))
                a = np.memmap(f"{sys.argv[1]}/a{k}.dat", dtype=meta["dtype"], mode="r", shape=tuple(meta["shape"]))
                expected = np.arange(6).reshape(3, 2)
                assert (a == (expected % 2 == 1 if a.dtype == bool else expected)).all(), (meta, a)
                assert meta["byte_length"] == a.nbytes and meta["order"] == "C" and meta["offset"] == 0, meta
                assert np.datetime64(meta["created"].rstrip("Z")) > np.datetime64("2025-01-01"), meta
                print(a.dtype.str)
            """,
        folder);
    assertThat(read.lines()).containsExactlyElementsOf(types.stream().map(DType::typestring).toList());
  }

  @Test
  void columnMajorFilesOpenWithTheirOrder() throws IOException {
    NumPy numpy = NumPy.require();
    ArraySpec spec = ArraySpec.of(DType.INT32, 2, 3).withOrder(MemoryOrder.F);
    try (StoredArray array = ArrayStores.create(folder.resolve("f.dat"), spec)) {
      array.view().copyFrom(new int[] {0, 1, 2, 3, 4, 5});
    }
    numpy.run(
        """
            import json
            meta = json.load(open(sys.argv[1] + "_meta.json"))
            a = np.memmap(sys.argv[1] + ".dat", dtype=meta["dtype"], mode="r", shape=tuple(meta["shape"]), order=meta["order"])
            assert (a == np.arange(6).reshape(2, 3)).all(), a
            """,
        folder.resolve("f"));
  }

  @Test
  void filesOfThePythonOpenHere() throws IOException {
    NumPy numpy = NumPy.require();
    numpy.run(
        """
            import json
            for k, t in enumerate(sys.argv[2:]):
                a = np.memmap(f"{sys.argv[1]}/p{k}.dat", dtype=t, mode="w+", shape=(3, 2))
                a[...] = np.arange(6).reshape(3, 2) % 2 == 1 if a.dtype == bool else np.arange(6).reshape(3, 2)
                a.flush()
                meta = {"dtype": str(a.dtype), "shape": list(a.shape), "created": "2025-01-15", "file_size_mb": a.nbytes / 1024 / 1024}
                json.dump(meta, open(f"{sys.argv[1]}/p{k}_meta.json", "w"))
            """,
        arguments());
    for (DType type : DType.all()) {
      try (StoredArray array = ArrayStores.open(folder.resolve("p" + DType.all().indexOf(type) + ".dat"))) {
        assertThat(array.spec().sameLayout(ArraySpec.of(type, 3, 2))).as("%s", array).isTrue();
        assertThat(array.spec().attributes().asMap()).containsKey("file_size_mb");
        assertThat(array.view().getValue(2, 1).toString()).isIn("5", "5.0", "true", "(5.0+0.0j)");
      }
    }
  }

  private Object[] arguments() {
    List<Object> arguments = new ArrayList<>(List.of(folder));
    DType.all().forEach(type -> arguments.add(type.typestring()));
    return arguments.toArray();
  }

  @Test
  void attributesTravelThroughPython() throws IOException {
    NumPy numpy = NumPy.require();
    Attributes attributes =
        Attributes.of(Map.of("mean", Double.NaN, "name", "größe", "list", List.of(1, 2.5)));
    ArrayStores.create(folder.resolve("a.dat"), ArraySpec.of(DType.INT8, 2).withAttributes(attributes))
        .close();
    numpy.run("""
        import json
        meta = json.load(open(sys.argv[1], encoding="utf-8"))
        assert meta["name"] == "größe" and meta["list"] == [1, 2.5] and meta["mean"] != meta["mean"], meta
        json.dump(meta, open(sys.argv[1], "w"))
        """, folder.resolve("a_meta.json"));
    try (StoredArray array = ArrayStores.open(folder.resolve("a.dat"))) {
      assertThat(array.spec().attributes()).isEqualTo(attributes);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.new-*");
  }
}
