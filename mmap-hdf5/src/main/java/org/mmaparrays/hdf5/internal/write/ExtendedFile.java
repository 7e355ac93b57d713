package org.mmaparrays.hdf5.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmaparrays.hdf5.internal.group.Link;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.Text;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.ObjectKind;
import org.mmaparrays.hdf5.internal.message.Superblock;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation.Piece;
import org.mmaparrays.spi.Extension;
import org.mmaparrays.spi.Storage;

/**
 * A file that gets a further dataset. The dataset, and copies of the groups that lead to it, are written behind the end of
 * the file; the superblock then names the new root group. Nothing else that is in use is changed; the old groups' headers are
 * left behind.
 */
public final class ExtendedFile {
  private static final int OLDEST_WITH_CHECKSUM = 2;

  private final ArrayRef ref;
  private final Hdf5File file;
  private final Superblock superblock;
  private final List<EncodedText> names;
  private final List<ObjectHeaderBuilder> groups = new ArrayList<>();
  private boolean replaces;

  private ExtendedFile(ArrayRef ref, Hdf5File file) throws IOException {
    this.ref = ref;
    this.file = file;
    this.names = MemberPath.of(ref).names();
    this.superblock = file.superblock();
  }

  public static Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
    try (Hdf5File file = Hdf5File.open(ref.file())) {
      return new ExtendedFile(ref, file).extend(spec);
    }
  }

  private Extension extend(ArraySpec spec) throws IOException {
    checkSuperblock();
    copyGroups();
    MemberLayout member = MemberLayout.of(ref.file(), spec, groups, names, superblock.end());
    byte[] commit = SuperblockBuilder.of(superblock.version(), member.root(), member.end());
    return new Extension(superblock.end(), member.end(),
        List.of(new Piece(member.address(), member.metadata())), new Piece(0, commit),
        new Storage.Contiguous(ref.file(), member.elements(), spec, false), replaces);
  }

  private void checkSuperblock() throws IOException {
    if (superblock.version() < OLDEST_WITH_CHECKSUM) {
      throw GroupCopy.cannotBeExtended(file,
          "its superblock is of version " + superblock.version() + ", without a checksum");
    }
    if (superblock.base() != 0) {
      throw GroupCopy.cannotBeExtended(file,
          "it starts with a user block of " + superblock.base() + " bytes");
    }
    if (file.bytes().offsetSize() != Long.BYTES || file.bytes().lengthSize() != Long.BYTES) {
      throw GroupCopy.cannotBeExtended(file, "its addresses have " + file.bytes().offsetSize() + " bytes");
    }
    if (superblock.extension() != FieldReader.UNDEFINED) {
      throw GroupCopy.cannotBeExtended(file, "it has a superblock extension");
    }
  }

  /** Copies the groups on the path that exist, each without the link that leads on, and adds new ones. */
  private void copyGroups() throws IOException {
    Set<Long> copied = new HashSet<>();
    long address = superblock.rootGroup();
    StringBuilder path = new StringBuilder();
    for (int depth = 0; depth < names.size(); depth++) {
      if (address == FieldReader.UNDEFINED) {
        groups.add(GroupBuilder.EMPTY);
        continue;
      }
      GroupCopy group = new GroupCopy(ObjectHeader.read(file, address), path.toString());
      group.check();
      if (!copied.add(address)) {
        throw new ArrayFormatException(file.path(), file.bytes().position(address), "a group inside itself",
            "one that has a place");
      }
      groups.add(group.without(names.get(depth)));
      Optional<Link> link = group.find(names.get(depth));
      path.append('/').append(Text.of(names.get(depth).bytes()));
      address = link.isEmpty() ? FieldReader.UNDEFINED : address(link.get(), path.toString());
    }
    if (address != FieldReader.UNDEFINED) {
      checkReplaceable(ObjectHeader.read(file, address));
      replaces = true;
    }
  }

  private long address(Link link, String path) throws UnsupportedArrayException {
    if (link instanceof Link.Hard hard) {
      return hard.address();
    }
    throw new UnsupportedArrayException(file.path(), "'" + path + "' is a link to "
        + (link instanceof Link.Soft soft ? "'" + soft.target() + "'" : "another file")
        + ", which is not replaced or followed here; name what it leads to");
  }

  private void checkReplaceable(ObjectHeader object) throws UnsupportedArrayException {
    if (object.kind() != ObjectKind.DATASET) {
      throw new UnsupportedArrayException(file.path(), "'" + ref.member().orElse(MemberPath.DEFAULT)
          + "' is there, and no dataset; choose another name, or remove it with h5py (del f[...])");
    }
  }
}
