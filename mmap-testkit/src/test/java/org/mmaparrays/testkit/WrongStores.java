package org.mmaparrays.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.Shape;
import org.mmaparrays.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
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
  public static final class Reading extends BoxStore {
    /** Called by ServiceLoader. */
    public Reading() {
      super("reading");
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.noneOf(Capability.class);
    }

    @Override
    public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
      throw new UnsupportedArrayException(ref.file(), "boxes are not made here; choose another format");
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage.Contiguous right = (Storage.Contiguous) super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage right = super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      Storage right = super.locate(ref);
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
    public Storage locate(ArrayRef ref) throws IOException {
      byte[] magic = new byte[3];
      Candidate.read(ref.file()).head().get(magic); // BufferUnderflowException where the file is shorter.
      return super.locate(ref);
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
}
