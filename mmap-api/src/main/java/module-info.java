/** Memory-mapped n-dimensional arrays: what consumers use, and the interface that storage formats implement. */
module org.mmaparrays {
  requires static transitive org.jspecify;

  exports org.mmaparrays;
  exports org.mmaparrays.model;
  exports org.mmaparrays.spi;

  uses org.mmaparrays.spi.ArrayStore;
}
