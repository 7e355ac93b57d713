package org.mmaparrays.hdf5.internal.message;

/** The kind of an object. */
public enum ObjectKind {
  /** A group, which has links to objects. */
  GROUP,
  /** A dataset, which has elements. */
  DATASET,
  /** A datatype with a name, used by datasets. */
  DATATYPE,
  /** None that this version of the format has. */
  UNKNOWN
}
