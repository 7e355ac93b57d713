package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Allocation.Piece;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Extension;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** Vectors of int16, several in a file whose first sector says where each is. */
class ShelfStore implements ArrayStore {
  static final int HEAD = 512;

  /** Where one vector is. */
  record Place(long offset, long length) {
    ArraySpec spec() {
      return ArraySpec.of(DType.INT16, length);
    }

    long end() {
      return offset + spec().byteSize();
    }
  }

  @Override
  public String name() {
    return "shelf";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CREATE, Capability.WRITE, Capability.MEMBERS);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return candidate.nameEndsWith(".shelf") ? Recognition.byName() : Recognition.declined("no .shelf");
  }

  private static String member(ArrayRef ref) {
    return ref.member().orElse("data");
  }

  static Map<String, Place> read(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // Until the head is full or the file ends.
      }
    }
    Map<String, Place> places = new LinkedHashMap<>();
    for (String line : new String(head.array(), StandardCharsets.UTF_8).strip().lines().toList()) {
      String[] words = line.split(" ");
      if (words.length != 3) {
        throw new ArrayFormatException(file, 0, "a line '" + line + "'", "NAME OFFSET LENGTH");
      }
      places.put(words[0], new Place(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return places;
  }

  static byte[] head(Map<String, Place> places) {
    byte[] head = new byte[HEAD];
    Arrays.fill(head, (byte) ' ');
    byte[] text = places.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue().offset + " " + each.getValue().length)
        .collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, head, 0, text.length);
    return head;
  }

  @Override
  public List<ArrayRef> list(Path file) throws IOException {
    return read(file).keySet().stream().map(member -> ArrayRef.of(file, member)).toList();
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Place place = read(ref.file()).get(member(ref));
    if (place == null) {
      throw new UnsupportedArrayException(ref.file(), "has no " + member(ref));
    }
    return new Storage.Contiguous(ref.file(), place.offset, place.spec(), false);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    Place place = new Place(HEAD, length(ref, spec));
    return new Allocation(place.end(), List.of(new Piece(0, head(Map.of(member(ref), place)))), List.of());
  }

  private static long length(ArrayRef ref, ArraySpec spec) throws IOException {
    if (!spec.dtype().equals(DType.INT16) || spec.shape().rank() != 1 || spec.byteSize() == 0
        || !spec.attributes().isEmpty()) {
      throw new UnsupportedArrayException(ref.file(), "holds int16 vectors, not " + spec);
    }
    return spec.shape().dim(0);
  }

  @Override
  public Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
    Map<String, Place> places = read(ref.file());
    // Behind the old one, too, which somebody may have open.
    Place place = new Place(end(places), length(ref, spec));
    boolean replaces = places.put(member(ref), place) != null;
    return extension(ref, places, place, replaces);
  }

  static long end(Map<String, Place> places) {
    return places.values().stream().mapToLong(Place::end).max().orElse(HEAD);
  }

  /** An extension of a file that then has these vectors, one of them new. */
  Extension extension(ArrayRef ref, Map<String, Place> places, Place added, boolean replaces) {
    return new Extension(added.offset, added.end(), List.of(), new Piece(0, head(places)),
        new Storage.Contiguous(ref.file(), added.offset, added.spec(), false), replaces);
  }
}
