/** The conformance kit: proves that a storage format keeps the contract of {@code org.mmaparrays.spi.ArrayStore}. */
module org.mmaparrays.testkit {
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;
  requires transitive org.junit.jupiter.api;
  requires transitive org.assertj.core;

  exports org.mmaparrays.testkit;

  // JUnit finds and calls the package-private rules by reflection.
  opens org.mmaparrays.testkit;
}
