package org.mmaparrays.model;

/**
 * A complex number.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record Complex(double real, double imaginary) {

  /** Returns text as Python prints it: {@code (1.5-2.0j)}. */
  @Override
  public String toString() {
    String sign = Double.doubleToRawLongBits(imaginary) < 0 && !Double.isNaN(imaginary) ? "" : "+";
    return "(" + real + sign + imaginary + "j)";
  }
}
