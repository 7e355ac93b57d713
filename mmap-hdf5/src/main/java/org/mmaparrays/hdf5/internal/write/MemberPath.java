package org.mmaparrays.hdf5.internal.write;

import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The names of the groups that lead to a new dataset, and its own.
 *
 * @param names from the root group on; at least one
 */
record MemberPath(List<EncodedText> names) {
  /** The name of a dataset for which the caller gives none. */
  static final String DEFAULT = "/data";

  private static final int MOST_NAME_BYTES = 0x7FFF;

  /**
   * Parses the path of a member; slashes at its ends or in a row, and dots, are left out.
   *
   * @throws UnsupportedArrayException if HDF5 has no such names
   */
  static MemberPath of(ArrayRef ref) throws UnsupportedArrayException {
    List<EncodedText> names = new ArrayList<>();
    for (String name : ref.member().orElse(DEFAULT).split("/", -1)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      EncodedText encoded = EncodedText.of(name);
      if (name.equals("..") || encoded == null
          || encoded.bytes().length > MOST_NAME_BYTES) {
        throw refused(ref, "has a part that HDF5 cannot have as a name");
      }
      names.add(encoded);
    }
    if (names.isEmpty()) {
      throw refused(ref, "is the root group");
    }
    return new MemberPath(List.copyOf(names));
  }

  private static UnsupportedArrayException refused(ArrayRef ref, String why) {
    return new UnsupportedArrayException(ref.file(),
        "the member '" + ref.member().orElse(DEFAULT) + "' " + why + "; name it as in FILE#/group/dataset");
  }
}
