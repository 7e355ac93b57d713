package org.mmaparrays.support;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** Vectors of bytes, several in a file whose first sector says where each is. */
public final class SlotStore implements ArrayStore {
  private static final int HEAD = 512;

  /** Where the bytes of one vector are. */
  private record Slot(long offset, long length) {}

  @Override
  public String name() {
    return "slot";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CREATE, Capability.WRITE, Capability.MEMBERS);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.byName();
  }

  private static String member(ArrayRef ref) {
    return ref.member().orElse("data");
  }

  private static Map<String, Slot> read(Path file) throws IOException {
    byte[] head = new byte[HEAD];
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.readFully(head);
    }
    Map<String, Slot> slots = new LinkedHashMap<>();
    for (String line : new String(head, StandardCharsets.UTF_8).strip().lines().toList()) {
      String[] words = line.split(" ");
      slots.put(words[0], new Slot(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return slots;
  }

  private static byte[] head(Map<String, Slot> slots) {
    List<String> lines = new ArrayList<>();
    slots.forEach((name, slot) -> lines.add(name + " " + slot.offset + " " + slot.length));
    byte[] head = new byte[HEAD];
    Arrays.fill(head, (byte) ' ');
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, head, 0, text.length);
    return head;
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Slot slot = read(ref.file()).get(member(ref));
    if (slot == null) {
      throw new UnsupportedArrayException(ref.file(), "has no " + member(ref));
    }
    return new Storage.Contiguous(ref.file(), slot.offset, ArraySpec.of(DType.INT8, slot.length), false);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    slots.put(member(ref), new Slot(HEAD, spec.byteSize()));
    return new Allocation(HEAD + spec.byteSize(), List.of(new Piece(0, head(slots))), List.of());
  }

  @Override
  public Extension extend(ArrayRef ref, ArraySpec spec) throws IOException {
    Map<String, Slot> slots = read(ref.file());
    // Of what was replaced, too: room is never used again.
    long end = slots.values().stream().mapToLong(slot -> slot.offset + slot.length).max().orElse(HEAD);
    boolean replaces = slots.put(member(ref), new Slot(end, spec.byteSize())) != null;
    return new Extension(end, end + spec.byteSize(), List.of(), new Piece(0, head(slots)),
        new Storage.Contiguous(ref.file(), end, spec, false), replaces);
  }
}
