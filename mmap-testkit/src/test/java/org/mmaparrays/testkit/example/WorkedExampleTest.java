package org.mmaparrays.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documentation shows of the example is what is compiled and certified here. */
class WorkedExampleTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void everyExcerptIsInTheSource() throws IOException {
    Path sources = Path.of("src/test/java/org/mmaparrays/testkit/example");
    String compiled = squeeze(Files.readString(sources.resolve("PgmStore.java")))
        + squeeze(Files.readString(sources.resolve("PgmConformanceTest.java")));
    List<String> excerpts = BLOCK.matcher(Files.readString(Path.of("../docs/writing-a-store.md"))).results()
        .map(block -> squeeze(block.group(1))).toList();
    assertThat(excerpts).hasSize(5).allSatisfy(excerpt -> assertThat(compiled).contains(excerpt));
  }

  private static String squeeze(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
