/** HDF5 datasets as memory-mapped, or block by block decoded, arrays. */
@SuppressWarnings("module") // The format has a digit in its name.
module org.mmaparrays.hdf5 {
  requires static transitive org.jspecify;
  requires transitive org.mmaparrays;
  requires com.google.common;

  exports org.mmaparrays.hdf5;

  provides org.mmaparrays.spi.ArrayStore with
      org.mmaparrays.hdf5.Hdf5Store;
}
