package org.mmaparrays.model;

/** Thrown for the name of an element type that NumPy has and this library does not read. */
public class UnsupportedDTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String typestring;

  /**
   * Names the type and the kind of its elements.
   *
   * @param typestring the type as it was written
   * @param kind the kind of its elements, in words
   */
  public UnsupportedDTypeException(String typestring, String kind) {
    super("dtype '" + typestring + "' holds " + kind
        + ", which are not supported; supported are bool, integers of 8 to 64 bits,"
        + " float16/32/64 and complex64/128: convert with NumPy's astype or view, and save again");
    this.typestring = typestring;
  }

  /** Returns the type as it was written. */
  public String typestring() {
    return typestring;
  }
}
