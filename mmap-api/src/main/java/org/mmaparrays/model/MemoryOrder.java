package org.mmaparrays.model;

/** Which axis varies fastest in storage. */
public enum MemoryOrder {
  /** Row-major: the last axis varies fastest, as in C and by default in NumPy. */
  C,
  /** Column-major: the first axis varies fastest, as in Fortran, MATLAB and R. */
  F
}
