package org.mmaparrays.internal.files;

import java.nio.file.Path;
import org.mmaparrays.model.ArrayFormatException;

/** Files beside an array speak of two data files, and the one that is there is neither: nothing says which array it is. */
public final class UnresolvedTransitionException extends ArrayFormatException {
  private static final long serialVersionUID = 1L;

  public UnresolvedTransitionException(Path companion, Path data) {
    super(companion, "the record of a replacement of another file than " + data.getFileName(),
        "one of this file, which was copied or replaced while it was being replaced; "
            + FileOwnership.byOwner(companion, "run `mmap recover " + data
                + "` (--as old or --as new where sizes do not tell)")
            + ", or replace the array (OpenMode.CREATE)");
  }
}
