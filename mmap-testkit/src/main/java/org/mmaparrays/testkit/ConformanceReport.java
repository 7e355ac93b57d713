package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/** Collects the outcome of each rule and writes them, for one store, to {@code target/conformance/NAME.md}. */
final class ConformanceReport implements TestWatcher, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ConformanceReport.class);

  /** One row of the report. */
  private record Row(String id, String level, String outcome, String reason) {
    /** Chapters in the order of the alphabet, rules in the order of their numbers. */
    static final Comparator<Row> ORDER =
        Comparator.comparing((Row row) -> row.id.substring(0, row.id.indexOf('-')))
            .thenComparing(row -> Integer.valueOf(row.id.substring(row.id.indexOf('-') + 1)));
  }

  /** The findings about one store so far. */
  private static final class Findings {
    private final List<Row> rows = new ArrayList<>();
    private @Nullable ArrayStore store;
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, "passed", "");
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    record(context, "FAILED", String.valueOf(cause).lines().map(String::strip).filter(line -> !line.isEmpty())
        .findFirst().orElse(""));
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    record(context, "skipped", String.valueOf(cause));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    record(context, "skipped", reason.orElse(""));
  }

  private static void record(ExtensionContext context, String outcome, String reason) {
    AnnotationSupport.findAnnotation(context.getElement(), Rule.class).ifPresent(rule -> {
      Findings findings = findings(context);
      synchronized (findings) {
        findings.store = ((Chapter) context.getRequiredTestInstance()).store();
        findings.rows.add(new Row(rule.value(), level(rule), outcome, reason));
      }
    });
  }

  /** Kept with the class that certifies the store, whose context is the parent of its rules' contexts. */
  private static Findings findings(ExtensionContext context) {
    return context.getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(context.getRequiredTestClass(), _ -> new Findings(), Findings.class);
  }

  static String level(Rule rule) {
    String conditions = Stream.concat(
        Arrays.stream(rule.needs()).map(Capability::name),
        Arrays.stream(rule.lacks()).map(capability -> "not " + capability))
        .collect(Collectors.joining(", "));
    return conditions.isEmpty() ? "MUST" : "MUST-IF " + conditions;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Findings findings = findings(context);
    if (findings.store == null) {
      return;
    }
    ArrayStore store = findings.store;
    Path target = Path.of("target", "conformance", store.name() + ".md");
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.writeString(target, text(store, findings.rows));
  }

  private static String text(ArrayStore store, List<Row> rows) {
    StringBuilder text = new StringBuilder("# Conformance of `" + store.name() + "`\n\n");
    text.append("- rules: ").append(count(rows, "passed")).append(" passed, ").append(count(rows, "FAILED"))
        .append(" failed, ");
    text.append(count(rows, "skipped")).append(" skipped\n");
    text.append("- capabilities: ").append(new TreeSet<>(store.capabilities())).append('\n');
    text.append("- seed: ").append(Samples.SEED).append('\n');
    text.append("- JDK: ").append(System.getProperty("java.vm.name")).append(' ').append(Runtime.version())
        .append('\n');
    text.append("- system: ").append(System.getProperty("os.name")).append(' ')
        .append(System.getProperty("os.arch")).append("\n\n");
    text.append("| rule | level | outcome | reason |\n|-|-|-|-|\n");
    rows.stream().sorted(Row.ORDER).forEach(row -> text.append("| ")
        .append(String.join(" | ", row.id, row.level, row.outcome, row.reason.replace('|', '/')))
        .append(" |\n"));
    return text.toString();
  }

  private static long count(List<Row> rows, String outcome) {
    return rows.stream().filter(row -> row.outcome.equals(outcome)).count();
  }
}
