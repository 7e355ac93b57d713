package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.IncompleteArrayException;
import org.mmaparrays.model.OpenMode;

/** The ways of reading that all promises check. */
public final class AsReader {
  private AsReader() {}

  /** Opens an array as it is, whether or not it is half written. */
  public static StoredArray open(ArrayRef ref, OpenMode mode) throws IOException {
    return ArrayStores.opener(ref).allowIncomplete().open(mode);
  }

  /** Checks that a half-written array is not opened without a word, and that any other is. No writer is at work. */
  static void checkRefusedIfIncomplete(ArrayRef ref, Findings findings) throws IOException {
    ArrayInfo info = ArrayStores.opener(ref).inspect();
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      findings.require(info.incompleteRows().isEmpty(),
          array + " was opened as a whole one, and rows " + info.incompleteRows() + " are not written");
    } catch (IncompleteArrayException refused) {
      findings.require(refused.incompleteRows().equals(info.incompleteRows()),
          refused.getMessage() + ", and incomplete are " + info.incompleteRows());
    }
    if (!info.incompleteRows().isEmpty() && info.incompleteRows().getFirst().from() > 0) {
      // The rows before are whole.
      ArrayStores.opener(ref).rows(0, info.incompleteRows().getFirst().from()).open().close();
    }
  }
}
