package org.mmaparrays.testkit;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.mmaparrays.spi.Capability;

/** Skips rules that a store's declared capabilities exempt it from, with the capability as the reason. */
final class Applicability implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Rule.class)
        .map(rule -> evaluate(rule, ((Chapter) context.getRequiredTestInstance()).store().capabilities()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("not a rule"));
  }

  private static ConditionEvaluationResult evaluate(Rule rule, Set<Capability> declared) {
    return Arrays.stream(rule.needs())
        .filter(needed -> !declared.contains(needed))
        .map(needed -> ConditionEvaluationResult.disabled("the store does not declare " + needed))
        .findFirst()
        .or(() -> Arrays.stream(rule.lacks())
            .filter(declared::contains)
            .map(had -> ConditionEvaluationResult.disabled("the store declares " + had))
            .findFirst())
        .orElseGet(() -> ConditionEvaluationResult.enabled("applies"));
  }
}
