/** Proofs and measurements on real files. */
@SuppressWarnings("requires-automatic") // JMH and jhdf have no module descriptor
module org.mmaparrays.benchmarks {
  requires static org.jspecify;
  requires org.mmaparrays;
  requires org.mmaparrays.compute;
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires io.jhdf;
  requires jmh.core;

  opens org.mmaparrays.benchmarks.soak to
      info.picocli;
  opens org.mmaparrays.benchmarks.flush to
      info.picocli;
  opens org.mmaparrays.benchmarks.compare to
      info.picocli;
}
