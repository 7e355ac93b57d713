package org.mmaparrays.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;

/** Statistics of finite numbers, computed exactly, one element after the other. */
final class Reference {
  private static final MathContext DIGITS = new MathContext(60);

  private final List<Number> numbers = new ArrayList<>();

  /** All elements. */
  static Reference of(NdArray array) {
    Reference reference = new Reference();
    Samples.forEachIndex(array, index -> reference.add(array.getValue(index)));
    return reference;
  }

  /** Those of each column. */
  static List<Reference> perColumn(NdArray array) {
    int columns = Lanes.columns(array.shape());
    List<Reference> references = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      references.add(new Reference());
    }
    int[] position = new int[1];
    Samples.forEachIndex(array,
        index -> references.get(position[0]++ % columns).add(array.getValue(index)));
    return references;
  }

  private void add(Object value) {
    numbers.add(switch (value) {
      case Boolean truth -> truth ? 1L : 0L;
      case Number number -> number;
      default -> throw new AssertionError(value);
    });
  }

  private static BigDecimal exact(Number number) {
    return switch (number) {
      case BigInteger integer -> new BigDecimal(integer);
      case Float real -> new BigDecimal(real);
      case Double real -> new BigDecimal(real);
      default -> BigDecimal.valueOf(number.longValue());
    };
  }

  /** Checks a sum to the error that is documented. */
  void checkSum(double sum) {
    BigDecimal exact = numbers.stream().map(Reference::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal magnitudes =
        numbers.stream().map(Reference::exact).map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum).isCloseTo(exact.doubleValue(), within(magnitudes.doubleValue() * 1e-15));
  }

  /** Checks a summary: counts and extremes exactly, mean and deviation to a relative error. */
  void check(Summary summary, double tolerance) {
    List<BigDecimal> exact = numbers.stream().map(Reference::exact).toList();
    BigDecimal count = BigDecimal.valueOf(exact.size());
    BigDecimal mean = exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(count, DIGITS);
    BigDecimal variance = exact.stream()
        .map(x -> x.subtract(mean).pow(2, DIGITS))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(count, DIGITS);
    double largest = exact.stream().mapToDouble(x -> x.abs().doubleValue()).max().orElseThrow();
    double std = variance.sqrt(DIGITS).doubleValue();
    assertThat(summary.count()).isEqualTo(exact.size());
    assertThat(summary.nanCount()).isZero();
    assertThat(exact(summary.min()))
        .isEqualByComparingTo(exact.stream().min(BigDecimal::compareTo).orElseThrow());
    assertThat(exact(summary.max()))
        .isEqualByComparingTo(exact.stream().max(BigDecimal::compareTo).orElseThrow());
    assertThat(summary.mean()).as("mean").isCloseTo(mean.doubleValue(), within(largest * 1e-15));
    assertThat(summary.std()).as("std").isCloseTo(std, within(std * tolerance));
  }
}
