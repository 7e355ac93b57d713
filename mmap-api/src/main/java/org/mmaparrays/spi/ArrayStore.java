package org.mmaparrays.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * One storage format: it answers where the bytes of an array are and how they are to be read, and nothing else.
 *
 * <p>Obligations:
 *
 * <ul>
 *   <li>A store never maps, locks, flushes or writes: the API does, for all stores.
 *   <li>It is stateless: any thread may call any method at any time.
 *   <li>It leaves no file open when a method returns, and reads no file but the one it is asked about. The API reads the
 *       companions of that file for it.
 *   <li>It allocates no memory by a number read from a file before it has checked that number.
 *   <li>Malformed files are an {@link org.mmaparrays.model.ArrayFormatException} that names the byte; well-formed ones that
 *       need a feature that the store lacks are an {@link UnsupportedArrayException} that names it.
 *   <li>An array that it locates lies inside the file; the API checks this again before it maps.
 * </ul>
 *
 * <p>A store is a public class with a public constructor without parameters, found through {@link
 * java.util.ServiceLoader}. The conformance kit (module {@code org.mmaparrays.testkit}) proves the obligations.
 */
public interface ArrayStore {
  /** Returns the name by which callers choose this store: short, lower case, unique among those installed. */
  String name();

  /** Returns the capabilities of the format; always the same set. */
  Set<Capability> capabilities();

  /**
   * Says whether a file is of this format; for a file that does not exist yet, whether its name is.
   *
   * <p>Judges by {@link Candidate#head()} and name; never throws, also for a file that turns out malformed.
   */
  Recognition recognizes(Candidate candidate);

  /**
   * Returns the arrays in a file; by default its only one. Needs {@link Capability#MEMBERS} to be more.
   *
   * @throws org.mmaparrays.model.ArrayFormatException if the file is malformed
   * @throws IOException if the file cannot be read
   */
  default List<ArrayRef> list(Path file) throws IOException {
    return List.of(ArrayRef.of(file));
  }

  /**
   * Names the small files that the format keeps beside a data file, in its folder, to describe it; by default none.
   *
   * <p>The API reads them, writes them, and keeps each description with the data that it describes, also when a crash cuts a
   * replacement short. It follows from the data file's name alone which names they have.
   */
  default List<String> companions(Path file) {
    return List.of();
  }

  /**
   * Finds an existing array.
   *
   * @param companions the contents of the files that {@link #companions} names, as they belong to the data file
   * @throws org.mmaparrays.model.ArrayFormatException if the file or its companion is malformed
   * @throws UnsupportedArrayException if the array needs a feature that the store lacks
   * @throws IOException if the file cannot be read
   */
  Storage locate(ArrayRef ref, Companions companions) throws IOException;

  /**
   * Finds an array in a file of a layout that the caller declares.
   *
   * <p>A description in the file or in a companion must agree. Needs {@link Capability#DECLARED_LAYOUT}.
   *
   * @param companions as in {@link #locate(ArrayRef, Companions)}
   * @throws org.mmaparrays.model.SpecMismatchException if the file says otherwise
   * @throws UnsupportedArrayException if files of this format describe themselves, which is the default
   * @throws IOException if the file cannot be read
   */
  default Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) throws IOException {
    throw new UnsupportedArrayException(ref.file(),
        name() + " files describe themselves; open without dtype, shape and"
            + " offset, and state your expectation instead");
  }

  /**
   * Lays out a new array, for the API to write. Needs {@link Capability#CREATE}.
   *
   * <p>Writes nothing and looks at nothing: the array may be staged in another folder under the same file name.
   *
   * @throws UnsupportedArrayException if the format cannot hold such an array, or cannot be created, which is the default
   */
  default Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    throw new UnsupportedArrayException(ref.file(),
        "the " + name() + " store reads only; choose another format");
  }

  /**
   * Lays out a new array in an existing file, for the API to write; in place of the one that has the name, if any. Needs
   * {@link Capability#MEMBERS} and {@link Capability#CREATE}.
   *
   * <p>Writes nothing. The API keeps other writers from extending the file meanwhile.
   *
   * @throws org.mmaparrays.model.ArrayFormatException if the file is malformed
   * @throws UnsupportedArrayException if the format cannot hold such an array, the file cannot be extended so that a crash
   *     does no harm, or none can, which is the default
   * @throws IOException if the file cannot be read
   */
  default Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
    throw new UnsupportedArrayException(ref.file(),
        "the " + name() + " store adds no arrays to existing files; create the array in a file of its own");
  }
}
