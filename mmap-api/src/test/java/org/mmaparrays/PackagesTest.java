package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.support.PackageArrows;

/** The arrows between packages go one way. */
class PackagesTest {
  private static final String FRONT = "org.mmaparrays";
  private static final String MODEL = "org.mmaparrays.model";
  private static final String SPI = "org.mmaparrays.spi";

  private static PackageArrows arrows() throws IOException {
    return PackageArrows.of(Path.of("target/classes"));
  }

  @Test
  void noPackagesDependOnEachOther() throws IOException {
    PackageArrows arrows = arrows();
    assertThat(arrows.packages()).contains(FRONT, MODEL, SPI, "org.mmaparrays.internal.mapping");
    assertThat(arrows.onCycles()).isEmpty();
  }

  @Test
  void theModelDependsOnNothingAndTheSpiOnTheModelAlone() throws IOException {
    assertThat(arrows().between(MODEL::equals, used -> true)).isEmpty();
    assertThat(arrows().between(SPI::equals, used -> !used.equals(MODEL))).isEmpty();
  }

  @Test
  void nothingBelowTheFrontDependsOnIt() throws IOException {
    assertThat(arrows().between(user -> true, FRONT::equals)).isEmpty();
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
