package org.mmaparrays.hdf5;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Allocation.Piece;

/** Files of one dataset. */
final class NewFile {
  private NewFile() {}

  static Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    MemberPath path = MemberPath.of(ref);
    List<NewHeader> groups = Collections.nCopies(path.names().size(), NewGroup.EMPTY);
    NewMember member = NewMember.of(ref.file(), spec, groups, path.names(), NewSuperblock.BYTES);
    return new Allocation(member.end(),
        List.of(new Piece(0, NewSuperblock.of(NewSuperblock.VERSION, member.root(), member.end())),
            new Piece(member.address(), member.metadata())),
        List.of());
  }
}
