package org.mmaparrays.hdf5.internal.write;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Allocation.Piece;

/** Files of one dataset. */
public final class FileBuilder {
  private FileBuilder() {}

  public static Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    MemberPath path = MemberPath.of(ref);
    List<ObjectHeaderBuilder> groups = Collections.nCopies(path.names().size(), GroupBuilder.EMPTY);
    MemberLayout member = MemberLayout.of(ref.file(), spec, groups, path.names(), SuperblockBuilder.BYTES);
    return new Allocation(member.end(),
        List.of(new Piece(0, SuperblockBuilder.of(SuperblockBuilder.VERSION, member.root(), member.end())),
            new Piece(member.address(), member.metadata())),
        List.of());
  }
}
