package org.mmaparrays.hdf5.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.group.Link;
import org.mmaparrays.hdf5.internal.group.LinkInfo;
import org.mmaparrays.hdf5.internal.group.LinkMessage;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.Text;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.Message;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.ObjectKind;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * A copy of a group's header with one link added or replaced. It is possible where the whole group is described by messages
 * and no other link leads to it.
 */
final class GroupCopy {
  private static final int HAS_TIMES = 0x20;
  private static final int HAS_ATTRIBUTE_LIMITS = 0x10;
  private static final int ORDERS_ATTRIBUTES = 0x04;
  private static final int TIMES = 16;
  private static final int ATTRIBUTE_LIMITS = 4;
  private static final int LONGEST_PREFIX = 4 + 2 + TIMES + ATTRIBUTE_LIMITS;

  private final ObjectHeader group;
  private final String path;

  /**
   * Prepares the copy of a group.
   *
   * @param path the path that errors name, without a slash at its end
   */
  GroupCopy(ObjectHeader group, String path) {
    this.group = group;
    this.path = path;
  }

  /** Finds the link of a name. */
  Optional<Link> find(EncodedText name) throws IOException {
    for (Message message : group.all(MessageType.LINK)) {
      Link link = LinkMessage.read(message.body());
      if (link.name().equals(Text.of(name.bytes()))) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the header without the link of a name.
   *
   * @throws UnsupportedArrayException if the group cannot be copied
   */
  ObjectHeaderBuilder without(EncodedText name) throws IOException {
    check();
    List<EncodedMessage> messages = new ArrayList<>();
    for (Message message : group.messages()) {
      if (!message.is(MessageType.LINK)
          || !LinkMessage.read(message.body()).name().equals(Text.of(name.bytes()))) {
        FieldReader body = message.body();
        messages.add(new EncodedMessage(message.type(), message.flags(), body.bytes(body.remaining())));
      }
    }
    FieldReader prefix = prefix().skip(5);
    int flags = prefix.u8() & (HAS_TIMES | HAS_ATTRIBUTE_LIMITS);
    byte[] optional = prefix.bytes(((flags & HAS_TIMES) != 0 ? TIMES : 0)
        + ((flags & HAS_ATTRIBUTE_LIMITS) != 0 ? ATTRIBUTE_LIMITS : 0));
    return new ObjectHeaderBuilder(flags, optional, messages);
  }

  /** Checks that the links are messages, so that {@link #find} sees them. */
  void check() throws IOException {
    if (group.kind() != ObjectKind.GROUP) {
      throw new UnsupportedArrayException(group.file().path(), "'" + path + "' is not a group");
    }
    if (prefix().u8() != 'O' || group.has(MessageType.SYMBOL_TABLE)) {
      throw refused("is stored in the form of HDF5 before 1.8");
    }
    FieldReader info = group.require(MessageType.LINK_INFO);
    if (LinkInfo.read(info).heap() != FieldReader.UNDEFINED) {
      throw refused("has so many links that they are in a heap");
    }
    int linkFlags = group.require(MessageType.LINK_INFO).skip(1).u8();
    int flags = prefix().skip(5).u8();
    if (linkFlags != 0 || (flags & ORDERS_ATTRIBUTES) != 0) {
      throw refused("keeps track of the order in which things were created");
    }
    if (group.has(MessageType.REFERENCE_COUNT)) {
      throw refused("has several hard links");
    }
    for (Message message : group.messages()) {
      if (!MessageType.isKnown(message.type()) || (message.is(MessageType.LINK) && message.isShared())) {
        throw refused("has a message of type " + message.type() + ", whose copy could be wrong");
      }
    }
  }

  private FieldReader prefix() throws IOException {
    return group.file().bytes().upTo(group.address(), LONGEST_PREFIX);
  }

  private UnsupportedArrayException refused(String why) {
    return cannotBeExtended(group.file(), "its group '" + (path.isEmpty() ? "/" : path) + "' " + why);
  }

  /** Returns the error for a file to which no array can be added. */
  static UnsupportedArrayException cannotBeExtended(Hdf5File file, String why) {
    return new UnsupportedArrayException(file.path(),
        "cannot be extended so that a crash does no harm: " + why
            + "; add the dataset with h5py (f.create_dataset), put it into a file of its own, or copy this one into a form"
            + " that can: h5repack -L -c 65535 IN OUT");
  }
}
