package org.mmaparrays.model;

/** The order of elements in storage: which axis varies fastest. */
public enum MemoryOrder {
  /** Row-major: the last axis varies fastest, as in C and by default in NumPy. */
  C,
  /** Column-major: the first axis varies fastest, as in Fortran, MATLAB and R. */
  F
}
