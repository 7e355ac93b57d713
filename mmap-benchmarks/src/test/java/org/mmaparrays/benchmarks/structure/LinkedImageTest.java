package org.mmaparrays.benchmarks.structure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with all formats can be linked into a run-time image, which {@code jlink} refuses for automatic modules. */
class LinkedImageTest {
  private static final String MODULE = """
      module app {
        requires org.mmaparrays;
        requires org.mmaparrays.hdf5;
        requires org.mmaparrays.npy;
        requires org.mmaparrays.raw;
      }
      """;

  /** Creates an array of each format, and prints what it reads back. */
  private static final String MAIN =
      """
          package app;

          import java.nio.file.Path;
          import org.mmaparrays.ArrayStores;
          import org.mmaparrays.StoredArray;
          import org.mmaparrays.model.ArrayRef;
          import org.mmaparrays.model.ArraySpec;
          import org.mmaparrays.model.DType;
          import org.mmaparrays.model.OpenMode;

          public final class Main {
            public static void main(String[] files) throws Exception {
              for (String file : files) {
                ArrayRef ref = ArrayRef.of(Path.of(file));
                try (StoredArray array = ArrayStores.create(ref, ArraySpec.of(DType.INT32, 3, 4), OpenMode.CREATE_NEW)) {
                  array.view().setInt(2, 3, 7);
                }
                try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
                  System.out.println(array.info().store() + " " + array.view().getInt(2, 3));
                }
              }
            }
          }
          """;

  @TempDir
  Path folder;

  @Test
  void anApplicationWithAllFormatsIsLinkedAndRuns() throws Exception {
    Map<String, ModuleReference> modules = classPath();
    Map<String, ModuleReference> needed =
        closure(modules, "org.mmaparrays.hdf5", "org.mmaparrays.npy", "org.mmaparrays.raw");
    assertThat(needed.values().stream().filter(module -> module.descriptor().isAutomatic())).isEmpty();
    Path app = folder.resolve("classes");
    Path image = folder.resolve("image");
    Files.writeString(folder.resolve("module-info.java"), MODULE);
    Files.writeString(folder.resolve("Main.java"), MAIN);
    // The annotations of the API are there when it is compiled against, and not in the image.
    run("javac", "-d", app.toString(),
        "--module-path",
        path(Stream.concat(needed.values().stream(), Stream.of(requireNonNull(modules.get("org.jspecify"))))),
        folder.resolve("module-info.java").toString(), folder.resolve("Main.java").toString());
    run("jlink", "--module-path", app + File.pathSeparator + path(needed.values().stream()),
        "--add-modules", "app", "--output", image.toString());
    Process process =
        new ProcessBuilder(image.resolve("bin").resolve("java").toString(), "-m", "app/app.Main",
            folder.resolve("a.h5").toString(), folder.resolve("a.npy").toString(),
            folder.resolve("a.dat").toString())
            .redirectErrorStream(true).start();
    assertThat(process.inputReader().readAllLines()).containsExactly("hdf5 7", "npy 7", "raw 7");
    assertThat(process.waitFor()).isZero();
  }

  /** Returns the modules on the class path by name. */
  private static Map<String, ModuleReference> classPath() {
    Map<String, ModuleReference> modules = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      try {
        ModuleFinder.of(Path.of(entry)).findAll()
            .forEach(module -> modules.putIfAbsent(module.descriptor().name(), module));
      } catch (FindException notAModule) {
        // Such as a jar without a descriptor, and with a name that no module can have.
      }
    }
    return modules;
  }

  /** Returns some modules and all that they need at run time, but for those of the JDK. */
  private static Map<String, ModuleReference> closure(Map<String, ModuleReference> modules, String... roots) {
    Map<String, ModuleReference> closure = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(roots));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (ModuleFinder.ofSystem().find(name).isPresent() || closure.containsKey(name)) {
        continue;
      }
      ModuleReference module = requireNonNull(modules.get(name), name);
      closure.put(name, module);
      module.descriptor().requires().stream()
          .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
          .forEach(required -> open.push(required.name()));
    }
    return closure;
  }

  private static String path(Stream<ModuleReference> modules) {
    return modules.map(module -> Path.of(module.location().orElseThrow()).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void run(String tool, String... arguments) throws IOException {
    StringWriter output = new StringWriter();
    try (PrintWriter writer = new PrintWriter(output)) {
      int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
      assertThat(status).as("%s: %s", tool, output).isZero();
    }
  }
}
