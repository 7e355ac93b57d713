/** Computations on arrays larger than memory, tile by tile and on several threads. */
module org.mmaparrays.compute {
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;

  exports org.mmaparrays.compute;
}
