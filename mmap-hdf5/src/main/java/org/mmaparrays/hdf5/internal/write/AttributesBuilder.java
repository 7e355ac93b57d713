package org.mmaparrays.hdf5.internal.write;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * Attributes as h5py writes them: numbers, truth values and text, and lists of one kind of them, also nested where all inner
 * lists are equally long.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_attribute">The attribute message</a>
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_attrinfo">The attribute
 *     info message</a>
 */
final class AttributesBuilder {
  private static final String ALLOWED =
      "; HDF5 attributes here are text, truth values, numbers, and lists of one kind of these (nested ones of equal"
          + " lengths); change it, or drop it (withAttributes)";

  private static final int VERSION = 3;
  private static final int NO_FLAGS = 0;

  private static final int INFO_VERSION = 0;

  /**
   * The message that says that all attributes are messages. Without it the HDF5 library finds each by its name, but counts
   * none.
   */
  private static final EncodedMessage INFO =
      new EncodedMessage(EncodedMessage.ATTRIBUTE_INFO, EncodedMessage.NOT_SHARED,
          new FieldWriter().u8(INFO_VERSION).u8(NO_FLAGS).i64(FieldReader.UNDEFINED)
              .i64(FieldReader.UNDEFINED).toBytes());

  private final Path file;
  private final GlobalHeapBuilder texts;

  /**
   * Writes attributes.
   *
   * @param file the file that errors name
   * @param texts gets the characters
   */
  AttributesBuilder(Path file, GlobalHeapBuilder texts) {
    this.file = file;
    this.texts = texts;
  }

  /** The kind of all elements of an attribute. */
  private enum Kind {
    TEXT, TRUTH, INTEGER, LARGE_INTEGER, FLOATING_POINT;

    byte[] datatype() {
      return switch (this) {
        case TEXT -> DatatypeBuilder.ofText();
        case TRUTH -> DatatypeBuilder.of(DType.BOOL);
        case INTEGER -> DatatypeBuilder.of(DType.INT64);
        case LARGE_INTEGER -> DatatypeBuilder.of(DType.UINT64);
        case FLOATING_POINT -> DatatypeBuilder.of(DType.FLOAT64);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Returns a message for each attribute, and before them one that says that there are attributes.
   *
   * @throws UnsupportedArrayException if one of them cannot be written so that it reads back as it is
   */
  List<EncodedMessage> messages(Attributes attributes) throws UnsupportedArrayException {
    List<EncodedMessage> messages = new ArrayList<>();
    if (!attributes.asMap().isEmpty()) {
      messages.add(INFO);
    }
    for (var attribute : attributes.asMap().entrySet()) {
      byte[] content = content(attribute.getKey(), attribute.getValue());
      if (content.length > EncodedMessage.MOST_BYTES) {
        throw refused(attribute.getKey(), "needs " + content.length + " bytes of the "
            + EncodedMessage.MOST_BYTES + " that it can have; store it as a dataset of its own");
      }
      messages.add(new EncodedMessage(EncodedMessage.ATTRIBUTE, 0, content));
    }
    if (texts.count() > GlobalHeapBuilder.MOST) {
      throw new UnsupportedArrayException(file,
          "its attributes have " + texts.count() + " texts, of " + GlobalHeapBuilder.MOST
              + " that can be told apart"
              + "; store them as a dataset of its own");
    }
    return messages;
  }

  private byte[] content(String name, @Nullable Object value) throws UnsupportedArrayException {
    EncodedText encoded = EncodedText.of(name);
    if (encoded == null || name.isEmpty()) {
      throw refused(name, "has a name that HDF5 cannot have" + ALLOWED);
    }
    List<Long> dims = new ArrayList<>();
    List<Object> elements = new ArrayList<>();
    flatten(name, value, 0, dims, elements);
    Kind kind = kind(name, elements);
    byte[] datatype = kind.datatype();
    byte[] dataspace = DataspaceBuilder.of(dims.stream().mapToLong(Long::longValue).toArray());
    FieldWriter fields = new FieldWriter().u8(VERSION).u8(NO_FLAGS)
        .u16(encoded.bytes().length + 1).u16(datatype.length).u16(dataspace.length).u8(encoded.characterSet())
        .bytes(encoded.bytes()).u8(0).bytes(datatype).bytes(dataspace);
    for (Object element : elements) {
      switch (element) {
        case String text -> fields.bytes(texts.add(text));
        case Boolean truth -> fields.u8(truth ? 1 : 0);
        case Double number -> fields.i64(Double.doubleToRawLongBits(number));
        case Number number -> fields.i64(number.longValue());
        default -> throw new AssertionError(element);
      }
    }
    return fields.toBytes();
  }

  /** Appends the elements of a value to a list, in row-major order; the lengths of the axes are those met first. */
  private void flatten(String name, @Nullable Object value, int axis, List<Long> dims, List<Object> elements)
      throws UnsupportedArrayException {
    if (value instanceof List<?> list) {
      boolean first = elements.isEmpty() && dims.size() == axis;
      if (first) {
        dims.add((long) list.size());
      }
      if (axis >= dims.size() || dims.get(axis) != list.size()) {
        throw refused(name, "is a list whose inner lists have several lengths" + ALLOWED);
      }
      if (dims.size() > DataspaceBuilder.MOST_AXES) {
        throw refused(name, "is nested more than " + DataspaceBuilder.MOST_AXES + " lists deep" + ALLOWED);
      }
      for (Object inner : list) {
        flatten(name, inner, axis + 1, dims, elements);
      }
    } else if (value == null || axis != dims.size()) {
      throw refused(name,
          (value == null ? "has no value" : "is a list of lists and of single values") + ALLOWED);
    } else {
      elements.add(value);
    }
  }

  private Kind kind(String name, List<Object> elements) throws UnsupportedArrayException {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    boolean negative = false;
    for (Object element : elements) {
      kinds.add(kind(name, element));
      negative |= element instanceof Long number && number < 0;
    }
    if (kinds.contains(Kind.LARGE_INTEGER) && !negative) {
      kinds.remove(Kind.INTEGER);
    }
    if (kinds.size() > 1) {
      throw refused(name, "is a list of several kinds " + kinds + ALLOWED);
    }
    return kinds.isEmpty() ? Kind.FLOATING_POINT : kinds.iterator().next();
  }

  private Kind kind(String name, Object element) throws UnsupportedArrayException {
    return switch (element) {
      case String text when EncodedText.of(text) != null -> Kind.TEXT;
      case String text ->
        throw refused(name, "has text with a zero character, or half of a surrogate pair" + ALLOWED);
      case Boolean truth -> Kind.TRUTH;
      case Long number -> Kind.INTEGER;
      case Double number -> Kind.FLOATING_POINT;
      case BigInteger number when number.signum() >= 0 && number.bitLength() <= Long.SIZE ->
        Kind.LARGE_INTEGER;
      case BigInteger number ->
        throw refused(name, "has the number " + number + ", which 64 bits cannot hold" + ALLOWED);
      default -> throw refused(name, "is a map" + ALLOWED);
    };
  }

  private UnsupportedArrayException refused(String name, String why) {
    return new UnsupportedArrayException(file, "attribute '" + name + "' " + why);
  }
}
