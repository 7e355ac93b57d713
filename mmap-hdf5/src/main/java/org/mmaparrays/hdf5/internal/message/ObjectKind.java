package org.mmaparrays.hdf5.internal.message;

/** What an object of a file is. */
public enum ObjectKind {
  /** Has links to objects. */
  GROUP,
  /** Has elements. */
  DATASET,
  /** A datatype with a name, used by datasets. */
  DATATYPE,
  /** Nothing that this version of the format has. */
  UNKNOWN
}
