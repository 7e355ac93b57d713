package org.mmaparrays.hdf5.internal.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mmaparrays.hdf5.internal.attribute.AttributeReader;
import org.mmaparrays.hdf5.internal.chunk.ChunkedBlocks;
import org.mmaparrays.hdf5.internal.chunk.ChunkedLayout;
import org.mmaparrays.hdf5.internal.filter.FilterPipeline;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.message.MessageType;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.type.Dataspace;
import org.mmaparrays.hdf5.internal.type.ElementType;
import org.mmaparrays.hdf5.internal.type.FillValueMessage;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Storage;

/**
 * The storage of a dataset, as its layout message describes it.
 *
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_layout">The Data
 *     Layout Message</a>
 */
public final class DatasetStorage {
  private static final int OLDEST_WITH_SIZES = 3;
  private static final int NEWEST = 4;
  private static final int COMPACT = 0;
  private static final int CONTIGUOUS = 1;
  private static final int CHUNKED = 2;
  private static final int VIRTUAL = 3;

  private final ObjectHeader dataset;
  private final FileBytes bytes;
  private final Path file;
  private final Dataspace space;
  private final ArraySpec spec;

  private DatasetStorage(ObjectHeader dataset) throws IOException {
    this.dataset = dataset;
    this.bytes = dataset.file().bytes();
    this.file = bytes.file();
    FieldReader dataspace = dataset.require(MessageType.DATASPACE);
    this.space = Dataspace.read(dataspace);
    DType dtype = ElementType.require(dataset.require(MessageType.DATATYPE));
    Shape shape = space.shape().orElseThrow(() -> dataspace.unsupported(
        "the dataset has a null dataspace: no elements and no shape; write it with one, in h5py f.create_dataset(NEW, shape,"
            + " dtype)"));
    try {
      this.spec = new ArraySpec(dtype, shape, MemoryOrder.C, AttributeReader.read(dataset));
    } catch (IllegalArgumentException e) {
      throw dataspace.fault(String.valueOf(e.getMessage()), "a shape of fewer than 2**63 bytes", e);
    }
  }

  /** Finds the elements of a dataset. */
  public static Storage of(ObjectHeader dataset) throws IOException {
    return new DatasetStorage(dataset).read();
  }

  private Storage read() throws IOException {
    if (dataset.has(MessageType.EXTERNAL_FILES)) {
      throw new UnsupportedArrayException(file,
          "has its elements in external files, which are never opened; write them into"
              + " this file, in h5py f.create_dataset(NEW, data=f[OLD][()])");
    }
    FieldReader fields = dataset.require(MessageType.LAYOUT);
    int version = fields.u8();
    if (version == NEWEST + 1) {
      throw fields.unsupported(
          "the layout is of version 5, of HDF5 2.0, which is not supported; copy the file for older"
              + " versions: h5repack --high=v110 IN OUT");
    }
    if (version == 0 || version > NEWEST) {
      throw fields.fault("a data layout of version " + version, "1 to " + NEWEST);
    }
    int rank = version < OLDEST_WITH_SIZES ? fields.u8() : 0;
    int layoutClass = fields.u8();
    fields.skip(version < OLDEST_WITH_SIZES ? 5 : 0);
    return switch (layoutClass) {
      case COMPACT -> version < OLDEST_WITH_SIZES
          ? compact(fields.skip(Integer.BYTES * rank), Integer.BYTES)
          : compact(fields, Short.BYTES);
      case CONTIGUOUS -> version < OLDEST_WITH_SIZES
          ? contiguous(fields.address(), spec.byteSize(), fields)
          : contiguous(fields.address(), fields.length(), fields);
      case CHUNKED -> chunked(fields, version, rank);
      case VIRTUAL -> {
        if (version < NEWEST) {
          throw fields.fault("a virtual layout of version " + version, Integer.toString(NEWEST));
        }
        throw fields.unsupported(
            "the dataset is virtual: its elements are in other files, which are never opened; write"
                + " them into one, in h5py f.create_dataset(NEW, data=f[OLD][()])");
      }
      default -> throw fields.fault("a data layout of class " + layoutClass, "0 to 3");
    };
  }

  private Storage contiguous(long address, long size, FieldReader at) throws IOException {
    if (size != spec.byteSize() && (address != FieldReader.UNDEFINED || size != 0)) {
      throw at.fault("a layout of " + size + " bytes", spec.byteSize() + " bytes, as " + spec + " has");
    }
    if (address == FieldReader.UNDEFINED && spec.byteSize() > 0) {
      return FilledBlocks.storage(file, spec, FillValueMessage.read(dataset, spec.dtype()));
    }
    long start = address == FieldReader.UNDEFINED ? 0 : address;
    bytes.checkElements(start, spec.byteSize());
    return new Storage.Contiguous(file, bytes.position(start), spec, false);
  }

  private Storage compact(FieldReader fields, int sizeBytes) throws IOException {
    long size = fields.unsigned(sizeBytes);
    if (size != spec.byteSize() || size > fields.remaining()) {
      throw fields.fault("a layout of " + size + " bytes", spec.byteSize() + " bytes, as " + spec + " has");
    }
    return CompactBlock.storage(file, spec, fields.bytes((int) size));
  }

  /** Describes a dataset in chunks; in old versions the number of their axes, and one more, is already read. */
  private Storage chunked(FieldReader fields, int version, int dimensionality) throws IOException {
    ChunkedLayout layout = version < OLDEST_WITH_SIZES
        ? ChunkedLayout.readOld(fields, dimensionality)
        : ChunkedLayout.read(fields, version);
    Optional<FieldReader> message = dataset.find(MessageType.FILTERS);
    FilterPipeline filters = message.isPresent() ? FilterPipeline.read(message.get()) : FilterPipeline.NONE;
    return ChunkedBlocks.storage(bytes, spec, space.greatest(), layout, filters,
        FillValueMessage.read(dataset, spec.dtype()));
  }
}
