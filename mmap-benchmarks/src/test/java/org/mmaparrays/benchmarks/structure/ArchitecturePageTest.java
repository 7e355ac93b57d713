package org.mmaparrays.benchmarks.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that shows newcomers around names the code as it is. */
class ArchitecturePageTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path CLASSES = PROJECT.resolve("mmap-api/target/classes");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(org\\.mmaparrays[.a-z]*)` \\|", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)[`.]");

  private static String page() throws IOException {
    return Files.readString(PROJECT.resolve("docs/architecture.md"));
  }

  @Test
  void theTableHasEveryPackage() throws IOException {
    Set<String> listed =
        ROW.matcher(page()).results().map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(PackageArrows.of(CLASSES).packages());
  }

  @Test
  void everyClassThatIsNamedIsThere() throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(CLASSES)) {
      classes = files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length())).collect(Collectors.toSet());
    }
    Set<String> named =
        CLASS.matcher(page()).results().map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(classes);
  }
}
