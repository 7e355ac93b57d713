package org.mmaparrays.hdf5.internal.attribute;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.btree.BTreeV2;
import org.mmaparrays.hdf5.internal.heap.FractalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.Message;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.SharedMessage;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The attributes of a dataset. An attribute that cannot be read does not keep the dataset from being read: its value is a
 * text in parentheses that says why.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_attrinfo">The
 *     Attribute Info Message</a>
 */
public final class AttributeReader {
  private static final int ORDER_TRACKED = 1;
  private static final int ORDER_INDEXED = 2;
  private static final int BY_NAME = 8;
  private static final int ID = 8;
  private static final int SHARED = 2;

  private final Hdf5File file;
  private final AttributeValues values;
  private final Map<String, @Nullable Object> attributes = new TreeMap<>();

  private AttributeReader(Hdf5File file) {
    this.file = file;
    this.values = new AttributeValues(file.bytes());
  }

  /** Reads the attributes, sorted by name as the HDF5 library lists them. */
  public static Attributes read(ObjectHeader dataset) throws IOException {
    AttributeReader reader = new AttributeReader(dataset.file());
    for (Message message : dataset.all(MessageType.ATTRIBUTE)) {
      reader.add(() -> SharedMessage.body(reader.file, message));
    }
    try {
      reader.addDense(dataset);
    } catch (ArrayFormatException | UnsupportedArrayException e) {
      reader.attributes.putIfAbsent("(attributes)", unreadable(e));
    }
    return Attributes.of(reader.attributes);
  }

  private void addDense(ObjectHeader dataset) throws IOException {
    Optional<FieldReader> info = dataset.find(MessageType.ATTRIBUTE_INFO);
    if (info.isEmpty()) {
      return;
    }
    FieldReader fields = info.get();
    int version = fields.u8();
    int flags = fields.u8();
    if (version != 0 || (flags & ~(ORDER_TRACKED | ORDER_INDEXED)) != 0) {
      throw fields.fault("attribute info of version " + version + " with flags " + flags,
          "version 0, flags 0 to 3");
    }
    fields.skip((flags & ORDER_TRACKED) != 0 ? 2 : 0);
    long heapAddress = fields.address();
    if (heapAddress == FieldReader.UNDEFINED) {
      return;
    }
    FractalHeap heap = FractalHeap.read(file.bytes(), heapAddress, ID);
    BTreeV2.open(file.bytes(), fields.address(), BY_NAME, ID + 1 + 4 + 4).forEach(record -> {
      FieldReader id = record.part(ID);
      boolean shared = (record.u8() & SHARED) != 0;
      add(() -> shared ? SharedMessage.inHeap(file, MessageType.ATTRIBUTE.number(), id) : heap.object(id));
    });
  }

  /** Finds the message of an attribute. */
  private interface Finding {
    FieldReader message() throws IOException;
  }

  private void add(Finding finding) throws IOException {
    String name = "(attribute " + (attributes.size() + 1) + ")";
    try {
      FieldReader message = finding.message();
      name = AttributeMessage.nameOf(message.again());
      if (!attributes.containsKey(name)) {
        attributes.put(name, values.read(AttributeMessage.read(file, message)));
      }
    } catch (ArrayFormatException | UnsupportedArrayException e) {
      attributes.put(name, unreadable(e));
    }
  }

  private static String unreadable(IOException why) {
    return "(not read: " + why.getMessage() + ")";
  }
}
