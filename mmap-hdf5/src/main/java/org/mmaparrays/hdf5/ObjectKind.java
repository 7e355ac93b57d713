package org.mmaparrays.hdf5;

/** What an object of a file is. */
enum ObjectKind {
  /** Has links to objects. */
  GROUP,
  /** Has elements. */
  DATASET,
  /** A datatype with a name, used by datasets. */
  DATATYPE,
  /** Nothing that this version of the format has. */
  UNKNOWN
}
