package org.mmaparrays.hdf5.internal.type;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/** The match between datatypes and this library's types, bit for bit. */
public final class ElementType {
  private ElementType() {}

  /** Returns the type of a dataset's elements. */
  public static DType require(FieldReader fields) throws IOException {
    Datatype type = Datatype.read(fields);
    Optional<DType> found = of(type);
    if (found.isEmpty()) {
      throw fields.unsupported(
          "elements are " + type.described() + ", which is not supported; write them as numbers: "
              + wayOut(type));
    }
    return found.get();
  }

  /** Finds the same type of this library. */
  static Optional<DType> of(Datatype type) {
    return switch (type) {
      case Datatype.Int integer -> Optional.of(of(integer));
      case Datatype.Ieee number -> Optional.of(switch (number.size()) {
        case 2 -> DType.FLOAT16.withOrder(number.order());
        case 4 -> DType.FLOAT32.withOrder(number.order());
        default -> DType.FLOAT64.withOrder(number.order());
      });
      case Datatype.Enumeration named -> Optional.of(named.bool() ? DType.BOOL : of(named.base()));
      case Datatype.Compound compound -> complex(compound);
      case Datatype.FixedText other -> Optional.empty();
      case Datatype.VariableText other -> Optional.empty();
      case Datatype.Sequence other -> Optional.empty();
      case Datatype.Array other -> Optional.empty();
      case Datatype.Other other -> Optional.empty();
    };
  }

  private static DType of(Datatype.Int integer) {
    Primitive primitive = switch (integer.size()) {
      case 1 -> integer.signed() ? Primitive.INT8 : Primitive.UINT8;
      case 2 -> integer.signed() ? Primitive.INT16 : Primitive.UINT16;
      case 4 -> integer.signed() ? Primitive.INT32 : Primitive.UINT32;
      default -> integer.signed() ? Primitive.INT64 : Primitive.UINT64;
    };
    return new PrimitiveType(primitive, integer.order());
  }

  /** Recognizes complex numbers as h5py writes them: r, then i, side by side. */
  private static Optional<DType> complex(Datatype.Compound compound) {
    List<Datatype.Member> members = compound.members();
    if (members.size() != 2 || !(members.getFirst().type() instanceof Datatype.Ieee real)
        || !real.equals(members.getLast().type())
        || !members.getFirst().name().equals("r") || !members.getLast().name().equals("i")
        || members.getFirst().offset() != 0 || members.getLast().offset() != real.size()
        || compound.size() != 2 * real.size() || real.size() == 2) {
      return Optional.empty();
    }
    return Optional.of((real.size() == 4 ? DType.COMPLEX64 : DType.COMPLEX128).withOrder(real.order()));
  }

  private static String wayOut(Datatype type) {
    return switch (type) {
      case Datatype.Compound compound ->
        "one dataset for each member, in h5py f.create_dataset(NEW, data=f[OLD][MEMBER])";
      case Datatype.Array array ->
        "the array's axes as the dataset's own, in h5py f.create_dataset(NEW, data=f[OLD][()])";
      case Datatype.Other number -> "in h5py f.create_dataset(NEW, data=f[OLD].astype('f8')[()])";
      default -> "in h5py f.create_dataset(NEW, data=...)";
    };
  }
}
