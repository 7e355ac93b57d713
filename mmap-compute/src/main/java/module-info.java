/** Computations on arrays larger than memory, chunk by chunk and on several threads. */
module org.mmaparrays.compute {
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;

  exports org.mmaparrays.compute;
}
