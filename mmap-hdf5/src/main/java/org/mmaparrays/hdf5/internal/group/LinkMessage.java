package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.Text;

/**
 * A link as newer groups store it.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_link">The Link
 *     Message</a>
 */
public final class LinkMessage {
  private static final int HAS_ORDER = 0x04;
  private static final int HAS_TYPE = 0x08;
  private static final int HAS_CHARSET = 0x10;
  private static final int ALL_FLAGS = 0x1F;
  private static final int SOFT = 1;
  private static final int FIRST_USER_DEFINED = 64;
  private static final int EXTERNAL = 64;

  private LinkMessage() {}

  /** The fields before the target. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Start(int type, byte[] name) {}

  public static Link read(FieldReader fields) throws IOException {
    Start start = start(fields);
    String name = Text.of(start.name);
    return switch (start.type) {
      case 0 -> new Link.Hard(name, fields.address());
      case SOFT -> soft(name, target(fields));
      case EXTERNAL -> external(name, target(fields));
      default -> {
        if (start.type < FIRST_USER_DEFINED) {
          throw fields.fault("a link of type " + start.type, "0, 1 or from 64");
        }
        yield new Link.UserDefined(name, start.type);
      }
    };
  }

  /** Reads only the name, as bytes. */
  static byte[] nameOf(FieldReader fields) throws IOException {
    return start(fields).name;
  }

  private static Start start(FieldReader fields) throws IOException {
    int version = fields.u8();
    if (version != 1) {
      throw fields.fault("a link of version " + version, "1");
    }
    int flags = fields.u8();
    if ((flags & ~ALL_FLAGS) != 0) {
      throw fields.fault("link flags " + Integer.toHexString(flags), "at most 1f");
    }
    int type = (flags & HAS_TYPE) != 0 ? fields.u8() : 0;
    fields.skip((flags & HAS_ORDER) != 0 ? 8 : 0);
    if ((flags & HAS_CHARSET) != 0 && fields.u8() > 1) {
      throw fields.fault("a link name in an unknown character set", "ASCII (0) or UTF-8 (1)");
    }
    long length = fields.unsigned(1 << (flags & 3));
    if (length == 0 || length > fields.remaining()) {
      throw fields.fault("a link name of " + length + " bytes", "at least one, and no more than there are");
    }
    return new Start(type, fields.bytes((int) length));
  }

  /** Reads the value of a link that is not hard, with its length before it. */
  private static FieldReader target(FieldReader fields) throws IOException {
    int length = fields.u16();
    if (length == 0) {
      throw fields.fault("a link to nothing", "a path");
    }
    return fields.part(length);
  }

  private static Link soft(String name, FieldReader target) throws IOException {
    return new Link.Soft(name, target.text(target.remaining()));
  }

  private static Link external(String name, FieldReader target) throws IOException {
    if (target.u8() != 0) {
      throw target.fault("an external link of another version or with flags", "version 0 without");
    }
    String file = target.terminatedText();
    return new Link.External(name, file + "#" + target.terminatedText());
  }
}
