package org.mmaparrays.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmaparrays.hdf5.internal.dataset.DatasetStorage;
import org.mmaparrays.hdf5.internal.group.MemberList;
import org.mmaparrays.hdf5.internal.group.PathLookup;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.Superblock;
import org.mmaparrays.hdf5.internal.write.ExtendedFile;
import org.mmaparrays.hdf5.internal.write.FileBuilder;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Extension;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * Datasets of HDF5 files: contiguous ones are mapped in place, chunked and compressed ones decoded block by block.
 *
 * <p>A member is a path through the file's groups: {@code results.h5#/run1/features}. A file with one dataset needs none. No
 * other file is ever opened: external links, external storage and virtual datasets are refused.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file format specification,
 *     version 3.0</a>
 */
public final class Hdf5Store implements ArrayStore {
  private static final int SHOWN = 3;

  private static final Set<Capability> CAPABILITIES = capabilities(libraryLocks());

  /** Creates the store; it has no state. */
  public Hdf5Store() {}

  @Override
  public String name() {
    return "hdf5";
  }

  /** Returns the capabilities of the store; without {@link Capability#FLOCK} where {@code HDF5_USE_FILE_LOCKING} switches locks off. */
  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  private static Set<Capability> capabilities(boolean locks) {
    Set<Capability> capabilities = EnumSet.of(
        Capability.CREATE,
        Capability.WRITE,
        Capability.ANY_DTYPE,
        Capability.ANY_RANK,
        Capability.ZERO_LENGTH,
        Capability.ATTRIBUTES,
        Capability.MEMBERS,
        Capability.DECODED);
    if (locks) {
      capabilities.add(Capability.FLOCK);
    }
    return Collections.unmodifiableSet(capabilities);
  }

  /** Returns whether programs that use the HDF5 library lock files, as the environment of this process says. */
  private static boolean libraryLocks() {
    String setting = System.getenv("HDF5_USE_FILE_LOCKING");
    return setting == null || !(setting.equals("0") || setting.equalsIgnoreCase("FALSE"));
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    ByteBuffer signature = ByteBuffer.wrap(Superblock.signature());
    ByteBuffer head = candidate.head();
    for (long at = 0; at <= head.limit() - signature.limit(); at = Superblock.next(at)) {
      if (head.slice((int) at, signature.limit()).equals(signature)) {
        return Recognition.byContent();
      }
    }
    if (candidate.nameEndsWith(".h5") || candidate.nameEndsWith(".hdf5")) {
      return Recognition.byName();
    }
    return Recognition.declined("the name does not end in .h5 or .hdf5"
        + (candidate.exists() ? " and the file does not start with \\x89HDF" : ""));
  }

  @Override
  public List<ArrayRef> list(Path file) throws IOException {
    try (Hdf5File hdf5 = Hdf5File.open(file)) {
      return MemberList.first(hdf5, hdf5.superblock().rootGroup(), Integer.MAX_VALUE).stream()
          .map(path -> ArrayRef.of(file, path)).toList();
    }
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    try (Hdf5File hdf5 = Hdf5File.open(ref.file())) {
      Optional<String> member = ref.member();
      String path = member.isPresent() ? member.get() : onlyDataset(hdf5);
      ObjectHeader object = PathLookup.find(hdf5.root(), path);
      return switch (object.kind()) {
        case DATASET -> DatasetStorage.of(object);
        case GROUP -> throw new UnsupportedArrayException(ref.file(), "'" + path + "' is a group"
            + holding(MemberList.first(hdf5, object.address(), SHOWN + 1), path.replaceFirst("/+$", "")));
        case DATATYPE -> throw new UnsupportedArrayException(ref.file(),
            "'" + path + "' is a named datatype, which has no elements");
        case UNKNOWN -> throw new ArrayFormatException(ref.file(), hdf5.bytes().position(object.address()),
            "an object that is no group, dataset or datatype", "one of them: the file is damaged");
      };
    }
  }

  private static String onlyDataset(Hdf5File hdf5) throws IOException {
    List<String> found = MemberList.first(hdf5, hdf5.superblock().rootGroup(), SHOWN + 1);
    if (found.size() != 1) {
      throw new UnsupportedArrayException(hdf5.path(), found.isEmpty()
          ? "has no dataset"
          : "has several datasets; name one, as in " + hdf5.path() + "#" + found.getFirst()
              + holding(found, ""));
    }
    return found.getFirst();
  }

  private static String holding(List<String> datasets, String group) {
    return datasets.isEmpty()
        ? " without datasets"
        : "; it has " + String.join(", ", datasets.stream().limit(SHOWN).map(path -> group + path).toList())
            + (datasets.size() > SHOWN ? " ..." : "");
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    return FileBuilder.allocate(ref, spec);
  }

  @Override
  public Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
    return ExtendedFile.extend(ref, spec);
  }
}
