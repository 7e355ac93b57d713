/** Proofs and measurements on real files. */
module org.mmaparrays.benchmarks {
  requires static org.jspecify;
  requires org.mmaparrays;
  requires com.fasterxml.jackson.core;
  requires info.picocli;

  opens org.mmaparrays.benchmarks.soak to
      info.picocli;
  opens org.mmaparrays.benchmarks.flush to
      info.picocli;
}
