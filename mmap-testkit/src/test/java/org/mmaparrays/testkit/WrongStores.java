package org.mmaparrays.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** Stores that are wrong on purpose, each in one way, installed through ServiceLoader like any other. */
final class WrongStores {
  private WrongStores() {}

  /** Not wrong at all: shows that the failures of the others are their own. */
  public static final class Right extends BoxStore {
    /** Called by ServiceLoader. */
    public Right() {
      super("box");
    }
  }

  /** Not wrong either: reads and nothing more, so that the rules for what is not declared have something to hold for. */
  public static final class Reading extends ReadingStore {
    /** Called by ServiceLoader. */
    public Reading() {
      super("reading");
    }
  }

  /** Declares nothing of what it can do, and makes files all the same. */
  public static final class Secretive extends BoxStore {
    /** Called by ServiceLoader. */
    public Secretive() {
      super("secretive");
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.noneOf(Capability.class);
    }
  }

  /** Finds the elements one byte too early. */
  public static final class OffByOne extends BoxStore {
    /** Called by ServiceLoader. */
    public OffByOne() {
      super("off-by-one");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      return new Storage.Contiguous(right.file(), right.offset() - 1, right.spec(), false);
    }
  }

  /** Takes big-endian elements for little-endian ones and the other way round. */
  public static final class Swapped extends BoxStore {
    /** Called by ServiceLoader. */
    public Swapped() {
      super("swapped");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      ByteOrder other = right.spec().dtype().order() == ByteOrder.BIG_ENDIAN
          ? ByteOrder.LITTLE_ENDIAN
          : ByteOrder.BIG_ENDIAN;
      return new Storage.Contiguous(
          right.file(), right.offset(), right.spec().withDType(right.spec().dtype().withOrder(other)), true);
    }
  }

  /** Takes the rows that a truncated file still has for the whole array. */
  public static final class Clipping extends BoxStore {
    /** Called by ServiceLoader. */
    public Clipping() {
      super("clipping");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      ArraySpec spec = right.spec();
      long available = Files.size(ref.file()) - right.offset();
      if (available >= spec.byteSize() || spec.shape().rank() == 0) {
        return right;
      }
      long[] dims = spec.shape().dims();
      dims[0] = dims[0] * available / spec.byteSize();
      return new Storage.Contiguous(right.file(), right.offset(), spec.withShape(Shape.of(dims)), false);
    }
  }

  /** Says that bytes behind the elements belong to the format, and gives them a meaning they do not have. */
  public static final class Growing extends BoxStore {
    /** Called by ServiceLoader. */
    public Growing() {
      super("growing");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      long behind = Files.size(ref.file()) - right.offset() - right.spec().byteSize();
      long offset = behind > 0 ? right.offset() + behind : right.offset();
      return new Storage.Contiguous(right.file(), offset, right.spec(), false);
    }
  }

  /** Maps the file by itself and never lets go. */
  public static final class Leaking extends BoxStore {
    private static final List<MemorySegment> LEAKED = Collections.synchronizedList(new ArrayList<>());

    /** Called by ServiceLoader. */
    public Leaking() {
      super("leaking");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage right = super.locate(ref, companions);
      try (FileChannel channel = FileChannel.open(ref.file(), StandardOpenOption.READ)) {
        LEAKED.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, HEADER, Arena.global()));
      }
      return right;
    }
  }

  /** Declares a capability that it lacks. */
  public static final class Boasting extends BoxStore {
    /** Called by ServiceLoader. */
    public Boasting() {
      super("boasting");
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> declared = EnumSet.copyOf(super.capabilities());
      declared.add(Capability.ATTRIBUTES);
      return declared;
    }
  }

  /** Has a capability that it does not declare. */
  public static final class Modest extends BoxStore {
    /** Called by ServiceLoader. */
    public Modest() {
      super("modest");
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> declared = EnumSet.copyOf(super.capabilities());
      declared.remove(Capability.ZERO_LENGTH);
      return declared;
    }
  }

  /** Loses attributes rather than refusing them. */
  public static final class Forgetful extends BoxStore {
    /** Called by ServiceLoader. */
    public Forgetful() {
      super("forgetful");
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      return super.allocate(ref, ArraySpec.of(spec.dtype(), spec.shape()).withOrder(spec.order()));
    }
  }

  /** Claims every file there is. */
  public static final class Greedy extends BoxStore {
    /** Called by ServiceLoader. */
    public Greedy() {
      super("greedy");
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      // Not while the other stores are tested: it would take their files, too.
      return candidate.nameEndsWith(".greedy") || candidate.nameEndsWith(".unrelated")
          ? Recognition.byName()
          : Recognition.declined("it is not hungry");
    }
  }

  /** Leaves a note beside the files that it opens. */
  public static final class Littering extends BoxStore {
    /** Called by ServiceLoader. */
    public Littering() {
      super("littering");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage right = super.locate(ref, companions);
      Files.writeString(ref.file().resolveSibling("last-opened"), ref.file().toString());
      return right;
    }
  }

  /** Answers garbage with an exception of its own. */
  public static final class Careless extends BoxStore {
    /** Called by ServiceLoader. */
    public Careless() {
      super("careless");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      byte[] magic = new byte[3];
      Candidate.read(ref.file()).head().get(magic); // BufferUnderflowException where the file is shorter.
      return super.locate(ref, companions);
    }
  }

  /** Refuses with the wrong type of exception what it cannot hold. */
  public static final class Rude extends BoxStore {
    /** Called by ServiceLoader. */
    public Rude() {
      super("rude");
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      try {
        return super.allocate(ref, spec);
      } catch (UnsupportedArrayException e) {
        throw new IllegalArgumentException("no", e);
      }
    }
  }

  /** Not wrong either: also takes files without a description, as they are declared to be. */
  public static final class Declaring extends DeclaringStore {
    /** Called by ServiceLoader. */
    public Declaring() {
      super("declaring");
    }
  }

  /** Takes declared elements from the start of the file, whatever offset is declared. */
  public static final class Shifting extends DeclaringStore {
    /** Called by ServiceLoader. */
    public Shifting() {
      super("shifting");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) throws IOException {
      super.locate(ref, companions, declared);
      return new Storage.Contiguous(ref.file(), 0, declared.spec(), false);
    }
  }

  /** Believes what is declared even of files that say otherwise. */
  public static final class Agreeable extends DeclaringStore {
    /** Called by ServiceLoader. */
    public Agreeable() {
      super("agreeable");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) {
      return new Storage.Contiguous(ref.file(), declared.offset(), declared.spec(), true);
    }
  }

  /** Lets a declaration overrule what its files say of themselves, though it does not claim to. */
  public static final class Overruled extends BoxStore {
    /** Called by ServiceLoader. */
    public Overruled() {
      super("overruled");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) {
      return new Storage.Contiguous(ref.file(), declared.offset(), declared.spec(), true);
    }
  }

  /** Answers an order that does not exist with an exception of its own. */
  public static final class Touchy extends BoxStore {
    /** Called by ServiceLoader. */
    public Touchy() {
      super("touchy");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Candidate candidate = Candidate.read(ref.file());
      if (candidate.startsWith((byte) 'B', (byte) 'O', (byte) 'X') && candidate.head().remaining() >= HEADER
          && candidate.head().get(3) != 'C' && candidate.head().get(3) != 'F') {
        throw new IllegalStateException("neither C nor F");
      }
      return super.locate(ref, companions);
    }
  }

  /** Finds something else every second time it looks. */
  public static final class Fickle extends ReadingStore {
    private final AtomicInteger looks = new AtomicInteger();

    /** Called by ServiceLoader. */
    public Fickle() {
      super("fickle");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      return looks.incrementAndGet() % 2 == 0 ? embellished(right) : right;
    }
  }

  /** Tells of attributes that no file has. */
  public static final class Embellishing extends ReadingStore {
    /** Called by ServiceLoader. */
    public Embellishing() {
      super("embellishing");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      return embellished((Storage.Contiguous) super.locate(ref, companions));
    }
  }

  /** Has a companion file beside each of its files, and does without where it is missing. */
  public static final class Lenient extends BoxStore {
    static final String COMPANION = "belongs to a box";

    static String companion(Path file) {
      return file.getFileName() + ".companion";
    }

    /** Called by ServiceLoader. */
    public Lenient() {
      super("lenient");
    }

    @Override
    public List<String> companions(Path file) {
      return List.of(companion(file));
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Optional<byte[]> content = companions.content(companion(ref.file()));
      if (content.isPresent()
          && !Arrays.equals(content.get(), COMPANION.getBytes(StandardCharsets.US_ASCII))) {
        throw new ArrayFormatException(ref.file(), "another companion", COMPANION);
      }
      return super.locate(ref, companions);
    }
  }

  /** Has a name that is not plain. */
  public static final class Shouting extends BoxStore {
    /** Called by ServiceLoader. */
    public Shouting() {
      super("Shouting");
    }
  }

  /** Declares what implies writing, and not writing. */
  public static final class Unclosed extends BoxStore {
    /** Called by ServiceLoader. */
    public Unclosed() {
      super("unclosed");
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> declared = EnumSet.copyOf(super.capabilities());
      declared.remove(Capability.WRITE);
      return declared;
    }
  }

  /** Stumbles over short files when it is only asked whether they are its own. */
  public static final class Jumpy extends BoxStore {
    /** Called by ServiceLoader. */
    public Jumpy() {
      super("jumpy");
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      if (candidate.exists() && candidate.nameEndsWith(".jumpy")) {
        candidate.head().get(new byte[3]); // BufferUnderflowException where the file is shorter.
      }
      return super.recognizes(candidate);
    }
  }

  /** Recognises no file that it cannot look into. */
  public static final class Suspicious extends BoxStore {
    /** Called by ServiceLoader. */
    public Suspicious() {
      super("suspicious");
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      return candidate.exists()
          ? super.recognizes(candidate)
          : Recognition.declined("there is nothing in it");
    }
  }

  /** Recognises the names of new files and none of the files. */
  public static final class Bashful extends BoxStore {
    /** Called by ServiceLoader. */
    public Bashful() {
      super("bashful");
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      return candidate.exists() ? Recognition.declined("it is somebody else's") : super.recognizes(candidate);
    }
  }

  /** Opens a copy of the file, so that nothing that is set reaches the file itself. */
  public static final class Snapshotting extends BoxStore {
    /** No copies of an array of a tebibyte. */
    private static final int MOST_COPIED = 1 << 20;

    /** Called by ServiceLoader. */
    public Snapshotting() {
      super("snapshotting");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      if (Files.size(ref.file()) > MOST_COPIED) {
        return right;
      }
      Path copies = Files.createDirectories(Path.of("target", "snapshots"));
      Path copy = Files.createTempFile(copies, "snapshot", ".snapshotting");
      copy.toFile().deleteOnExit();
      Files.copy(ref.file(), copy, StandardCopyOption.REPLACE_EXISTING);
      return new Storage.Contiguous(copy, right.offset(), right.spec(), true);
    }
  }

  /** Unpacks each file into the same scratch file of the thread, whoever still reads what was in it before. */
  public static final class Recycling extends ReadingStore {
    /** Called by ServiceLoader. */
    public Recycling() {
      super("recycling");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      Path folder = Files.createDirectories(Path.of("target", "recycled"));
      Path scratch = folder.resolve("scratch-" + Thread.currentThread().threadId());
      scratch.toFile().deleteOnExit();
      byte[] bytes = Files.readAllBytes(ref.file());
      try (FileChannel channel =
          FileChannel.open(scratch, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(bytes), 0);
        channel.truncate(bytes.length);
      }
      return new Storage.Contiguous(scratch, right.offset(), right.spec(), true);
    }
  }

  /** Overlooks the header of files of more than 4 GiB. */
  public static final class Narrow extends BoxStore {
    private static final long FOUR_GIBIBYTES = 1L << 32;

    /** Called by ServiceLoader. */
    public Narrow() {
      super("narrow");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref, companions);
      return Files.size(right.file()) <= FOUR_GIBIBYTES
          ? right
          : new Storage.Contiguous(right.file(), 0, right.spec(), false);
    }
  }

  /** Remembers which file it is looking at where another thread can see it. */
  public static final class Confusing extends ReadingStore {
    private volatile ArrayRef lookingAt = ArrayRef.of(Path.of("nothing"));

    /** Called by ServiceLoader. */
    public Confusing() {
      super("confusing");
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) throws IOException {
      lookingAt = ref;
      Chapter.pause(2);
      return super.locate(lookingAt, companions);
    }
  }

  /** As good as any, but not installed. */
  static final class Uninstalled extends BoxStore {
    Uninstalled() {
      super("uninstalled");
    }
  }

  /** What stores that only read have in common. */
  abstract static class ReadingStore extends BoxStore {
    ReadingStore(String name) {
      super(name);
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.noneOf(Capability.class);
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      throw new UnsupportedArrayException(ref.file(), "boxes are not made here; choose another format");
    }

    static Storage embellished(Storage.Contiguous right) {
      ArraySpec spec = right.spec().withAttributes(Attributes.of(Map.of("beautiful", true)));
      return new Storage.Contiguous(right.file(), right.offset(), spec, right.endsFile());
    }
  }

  /** What stores that take declared layouts have in common. */
  abstract static class DeclaringStore extends BoxStore {
    DeclaringStore(String name) {
      super(name);
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> declared = EnumSet.copyOf(super.capabilities());
      declared.add(Capability.DECLARED_LAYOUT);
      return declared;
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) throws IOException {
      Storage.Contiguous right = new Storage.Contiguous(ref.file(), declared.offset(), declared.spec(), true);
      if (Candidate.read(ref.file()).startsWith((byte) 'B', (byte) 'O', (byte) 'X')) {
        Storage found = locate(ref, companions);
        if (!found.equals(right)) {
          throw new SpecMismatchException(ref.file(), right.toString(), found.toString(), "declare nothing");
        }
      }
      return right;
    }
  }

  /** Not wrong: has arrays that are decoded, too. */
  public static final class Blocking extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Blocking() {
      super("blocking");
    }
  }

  /** Has arrays that are decoded, and does not say so. */
  public static final class Reticent extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Reticent() {
      super("reticent");
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> capabilities = super.capabilities();
      capabilities.remove(Capability.DECODED);
      return capabilities;
    }
  }

  /** Takes the first axis of blocks for the last. */
  public static final class Transposing extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Transposing() {
      super("transposing");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        public MemorySegment read(long... index) throws IOException {
          return super.read(index.length == 2 && index[0] == 1 && index[1] == 0 ? new long[] {0, 1} : index);
        }
      };
    }
  }

  /** Gives zeros for what a truncated file no longer has. */
  public static final class Inventing extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Inventing() {
      super("inventing");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        void check(ByteBuffer stored, long offset) throws IOException {
          if (stored.remaining() == stored.capacity()) {
            super.check(stored, offset);
          }
        }
      };
    }
  }

  /** Meets damage with exceptions of its own. */
  public static final class Panicking extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Panicking() {
      super("panicking");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        void check(ByteBuffer stored, long offset) {
          if (stored.getLong(blocks.bytes()) != checksum(stored.slice(0, blocks.bytes()))) {
            throw new IllegalArgumentException("checksum");
          }
        }
      };
    }
  }

  /** Opens the file anew for each block, by its name. */
  public static final class Reopening extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Reopening() {
      super("reopening");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        public MemorySegment read(long... index) throws IOException {
          try (FileChannel again = FileChannel.open(blocks.file(), StandardOpenOption.READ)) {
            return MemorySegment.ofArray(decode(again, index));
          }
        }
      };
    }
  }

  /** Keeps the file open. */
  public static final class Clinging extends BlockBoxStore {
    private static final List<FileChannel> LEAKED = Collections.synchronizedList(new ArrayList<>());

    /** Called by ServiceLoader. */
    public Clinging() {
      super("clinging");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        public void close() {
          LEAKED.add(channel);
        }
      };
    }
  }

  /** Gives less than a block at the edge of the array. */
  public static final class Cropping extends BlockBoxStore {
    /** Called by ServiceLoader. */
    public Cropping() {
      super("cropping");
    }

    @Override
    BlockReader open(Blocks blocks) throws IOException {
      return new Reader(blocks) {
        @Override
        public MemorySegment read(long... index) throws IOException {
          MemorySegment whole = super.read(index);
          boolean edge = index.length > 0 && (index[0] + 1) * blocks.shape().dim(0) > blocks.all().dim(0);
          return edge ? whole.asSlice(0, whole.byteSize() / 2) : whole;
        }
      };
    }
  }
}
