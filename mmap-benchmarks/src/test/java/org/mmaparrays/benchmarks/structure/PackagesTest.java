package org.mmaparrays.benchmarks.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of each module go one way. This module is built last, so that it sees all others. */
class PackagesTest {
  private static final Path PROJECT = Objects.requireNonNull(Path.of("..").toAbsolutePath().normalize());
  private static final String FRONT = "org.mmaparrays";
  private static final String MODEL = "org.mmaparrays.model";
  private static final String SPI = "org.mmaparrays.spi";

  /** The modules that the project's POM lists. */
  static Stream<String> modules() throws IOException {
    return Pattern.compile("<module>(.+?)</module>").matcher(Files.readString(PROJECT.resolve("pom.xml")))
        .results()
        .map(result -> result.group(1)).toList().stream();
  }

  private static PackageArrows arrows(String module) throws IOException {
    Path classes = PROJECT.resolve(module).resolve("target/classes");
    assertThat(classes).as("build all modules first: mvn test").isDirectory();
    return PackageArrows.of(classes);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void noPackagesDependOnEachOther(String module) throws IOException {
    PackageArrows arrows = arrows(module);
    assertThat(arrows.packages()).isNotEmpty();
    assertThat(arrows.onCycles()).isEmpty();
  }

  /** Internal packages of a module serve its exported ones, and do not use them. */
  @ParameterizedTest
  @MethodSource("modules")
  void internalPackagesDoNotReachUp(String module) throws IOException {
    PackageArrows arrows = arrows(module);
    assertThat(arrows.between(user -> user.contains(".internal."),
        used -> !used.contains(".internal.") && !used.equals(MODEL) && !used.equals(SPI))).isEmpty();
  }

  @Test
  void theModelDependsOnNothingAndTheSpiOnTheModelAlone() throws IOException {
    PackageArrows api = arrows("mmap-api");
    assertThat(api.packages()).contains(FRONT, MODEL, SPI, "org.mmaparrays.internal.mapping");
    assertThat(api.between(MODEL::equals, used -> true)).isEmpty();
    assertThat(api.between(SPI::equals, used -> !used.equals(MODEL))).isEmpty();
  }

  /** Two packages whose classes have fields of each other's type, and a third that uses one of them. */
  @Test
  void cyclesAndArrowsAreFound(@TempDir Path classes) throws IOException {
    write(classes, "a.A", "b.B");
    write(classes, "b.B", "a.A");
    write(classes, "c.C", "a.A");
    PackageArrows arrows = PackageArrows.of(classes);
    assertThat(arrows.onCycles()).containsExactly("a -> b [A -> B]", "b -> a [B -> A]");
    assertThat(arrows.between("c"::equals, used -> true)).containsExactly("c -> a [C -> A]");
  }

  private static void write(Path classes, String name, String used) throws IOException {
    Path file = classes.resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, ClassFile.of().build(ClassDesc.of(name),
        type -> type.withField("other", ClassDesc.of(used), ClassFile.ACC_PUBLIC)));
  }
}
