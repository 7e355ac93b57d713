package org.mmaparrays.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeAndSpecTest {

  @Test
  void countsExactly() {
    assertThat(Shape.of().elementCount()).isEqualTo(1);
    assertThat(Shape.of(0).elementCount()).isZero();
    assertThat(Shape.of(3, 0, 5).elementCount()).isZero();
    assertThat(Shape.of(1L << 31, 1L << 31).elementCount()).isEqualTo(1L << 62);
    assertThat(Shape.of(Long.MAX_VALUE).elementCount()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesProductsThatOverflowEvenWhereAnAxisIsEmpty() {
    for (long[] dims : List.of(new long[] {1L << 32, 1L << 32}, new long[] {1L << 62, 2},
        new long[] {0, 1L << 62, 1L << 62},
        new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, new long[] {3037000500L, 3037000500L})) {
      assertThatThrownBy(() -> Shape.of(dims)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2**63");
    }
  }

  @Test
  void refusesNegativeLengthsAndTooManyAxes() {
    assertThatThrownBy(() -> Shape.of(2, -1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, -1)");
    assertThat(Shape.of(new long[64]).rank()).isEqualTo(64);
    assertThatThrownBy(() -> Shape.of(new long[65])).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65");
  }

  @Test
  void printsAsPythonDoes() {
    assertThat(Shape.of()).hasToString("()");
    assertThat(Shape.of(3)).hasToString("(3,)");
    assertThat(Shape.of(2, 3)).hasToString("(2, 3)");
  }

  @Test
  void axesAreChecked() {
    assertThatThrownBy(() -> Shape.of(2, 3).dim(2)).isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("(2, 3)");
  }

  @Test
  void bytesAreCountedExactly() {
    assertThat(ArraySpec.of(DType.COMPLEX128, 1L << 58).byteSize()).isEqualTo(1L << 62);
    assertThatThrownBy(() -> ArraySpec.of(DType.FLOAT64, 1L << 60))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2**63");
    assertThatThrownBy(() -> ArraySpec.of(DType.FLOAT64, 0, 1L << 60))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void orderOfVectorsIsAlwaysC() {
    assertThat(ArraySpec.of(DType.INT8, 5).withOrder(MemoryOrder.F)).isEqualTo(ArraySpec.of(DType.INT8, 5));
    assertThat(ArraySpec.of(DType.INT8, 5, 1).withOrder(MemoryOrder.F).order()).isEqualTo(MemoryOrder.F);
  }

  @Test
  void layoutsAreComparedWithoutAttributes() {
    ArraySpec spec = ArraySpec.of(DType.INT8, 5);
    assertThat(spec.sameLayout(spec.withAttributes(Attributes.of(Map.of("k", 1))))).isTrue();
    assertThat(spec.sameLayout(spec.withDType(DType.UINT8))).isFalse();
    assertThat(spec.sameLayout(spec.withShape(Shape.of(5, 1)))).isFalse();
  }

  @Test
  void attributesAreCopiedDeeplyAndChecked() {
    List<Object> inner = new ArrayList<>(List.of(1, 2L));
    Attributes attributes = Attributes.of(Map.of("list", inner));
    inner.add("late");
    assertThat(attributes.asMap()).isEqualTo(Map.of("list", List.of(1L, 2L)));
    assertThatThrownBy(() -> Attributes.of(Map.of("bad", Map.of("inner", new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inner");
  }
}
