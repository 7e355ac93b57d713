package org.mmaparrays.model;

import java.io.IOException;
import java.util.List;

/** Thrown where an array would be read some rows of which were never written: its checkpoints say so, and no writer is at work. */
public final class IncompleteArrayException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<RowRange> incompleteRows;

  public IncompleteArrayException(ArrayRef ref, List<RowRange> incompleteRows) {
    super(OneLine.of(ref + ": found checkpoints by which rows " + text(incompleteRows)
        + " are not written; expected a whole array: let its writer go on (RowWriterOpener.resume), open the rows before"
        + " (ArrayOpener.rows), or read it as it is (ArrayOpener.allowIncomplete)"));
    this.incompleteRows = List.copyOf(incompleteRows);
  }

  private static String text(List<RowRange> rows) {
    String all = rows.toString();
    return all.substring(1, all.length() - 1);
  }

  /** Returns the rows that are not written, in their order. */
  public List<RowRange> incompleteRows() {
    return incompleteRows;
  }
}
