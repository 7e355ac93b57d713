/** NumPy's .npy files as memory-mapped arrays. */
module org.mmaparrays.npy {
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;

  exports org.mmaparrays.npy;

  provides org.mmaparrays.spi.ArrayStore with
      org.mmaparrays.npy.NpyStore;
}
