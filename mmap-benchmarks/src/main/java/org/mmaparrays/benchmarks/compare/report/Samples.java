package org.mmaparrays.benchmarks.compare.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The measurements of one thing, a list for each round: seconds, or bytes. */
public final class Samples {
  private final List<List<Double>> rounds = new ArrayList<>();

  public void add(int round, double value) {
    while (rounds.size() <= round) {
      rounds.add(new ArrayList<>());
    }
    rounds.get(round).add(value);
  }

  boolean isEmpty() {
    return rounds.stream().allMatch(List::isEmpty);
  }

  private double[] sorted() {
    return rounds.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sorted().toArray();
  }

  public double median() {
    return median(sorted());
  }

  double min() {
    return sorted()[0];
  }

  double max() {
    double[] all = sorted();
    return all[all.length - 1];
  }

  /** Returns all values, in the order of rounds. */
  List<List<Double>> all() {
    return rounds;
  }

  /**
   * Returns the other's value relative to this one's, for each round in which both have some: how many times faster this is.
   *
   * <p>Of medians of a round, so that a disturbance of one round is divided out.
   */
  Samples ratioTo(Samples other) {
    Samples ratios = new Samples();
    for (int round = 0; round < Math.min(rounds.size(), other.rounds.size()); round++) {
      if (!rounds.get(round).isEmpty() && !other.rounds.get(round).isEmpty()) {
        ratios.add(round, median(other.rounds.get(round)) / median(rounds.get(round)));
      }
    }
    return ratios;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return median(sorted);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
