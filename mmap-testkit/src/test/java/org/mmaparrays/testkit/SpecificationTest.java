package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The written specification and the kit have the same rules, at the same levels. */
class SpecificationTest {
  private static final Pattern RULE =
      Pattern.compile("(?m)^- \\*\\*([A-Z]+-\\d+)\\*\\* \\((MUST[^)]*)\\) \\S");

  @Test
  void everyRuleIsWrittenDownAndEveryWrittenRuleIsTested() throws IOException {
    Map<String, String> written = RULE.matcher(Files.readString(Path.of("../docs/spec.md"))).results()
        .collect(Collectors.toMap(rule -> rule.group(1), (MatchResult rule) -> rule.group(2)));
    Map<String, String> tested = new TreeMap<>();
    AnnotationSupport
        .findAnnotatedMethods(ArrayStoreConformance.class, Rule.class, HierarchyTraversalMode.TOP_DOWN)
        .forEach(method -> {
          Rule rule = method.getAnnotation(Rule.class);
          assertThat(method.getName()).as(rule.value())
              .startsWithIgnoringCase(rule.value().replace("-", "") + "_");
          assertThat(tested.put(rule.value(), ConformanceReport.level(rule)))
              .as("second rule " + rule.value()).isNull();
        });
    assertThat(tested).isEqualTo(written);
  }
}
