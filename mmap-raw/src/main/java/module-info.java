/** Raw binary arrays with a JSON sidecar. */
module org.mmaparrays.raw {
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;
  requires com.fasterxml.jackson.databind;

  exports org.mmaparrays.raw;

  provides org.mmaparrays.spi.ArrayStore with
      org.mmaparrays.raw.RawStore;
}
