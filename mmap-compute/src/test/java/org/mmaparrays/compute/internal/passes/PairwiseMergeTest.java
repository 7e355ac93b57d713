package org.mmaparrays.compute.internal.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairwiseMergeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 1023, 1025})
  void theTreeIsTheSameInWhateverOrderResultsCome(int count) {
    String inOrder = merged(count, IntStream.range(0, count).boxed().toList());
    for (int seed = 0; seed < 5; seed++) {
      List<Integer> order = IntStream.range(0, count).boxed().collect(Collectors.toList());
      Collections.shuffle(order, new Random(seed));
      assertThat(merged(count, order)).isEqualTo(inOrder);
    }
  }

  private static String merged(int count, List<Integer> order) {
    PairwiseMerge<String> merge = new PairwiseMerge<>(count, (a, b) -> "(" + a + " " + b + ")");
    order.forEach(index -> merge.add(index, index.toString()));
    return merge.result();
  }

  @Test
  void whatComesFirstIsOnTheLeft() {
    assertThat(merged(5, List.of(4, 3, 2, 1, 0))).isEqualTo("(((0 1) (2 3)) 4)");
  }

  @Test
  void missingResultsAreNoResult() {
    PairwiseMerge<String> merge = new PairwiseMerge<>(4, String::concat);
    merge.add(0, "0");
    assertThatThrownBy(merge::result).isInstanceOf(NoSuchElementException.class);
    merge.add(1, "1");
    assertThatThrownBy(merge::result).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void nothingHasNoResult() {
    assertThatThrownBy(() -> new PairwiseMerge<String>(0, String::concat).result())
        .isInstanceOf(NoSuchElementException.class);
  }
}
