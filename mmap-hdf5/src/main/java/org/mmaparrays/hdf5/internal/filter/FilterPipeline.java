package org.mmaparrays.hdf5.internal.filter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The filters that chunks went through when they were written, in that order.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_filter">The Filter Pipeline
 *     Message</a>
 */
public record FilterPipeline(List<Stage> stages) {
  /** The pipeline of a dataset without filters. */
  public static final FilterPipeline NONE = new FilterPipeline(List.of());

  /** The most filters, which is the number of bits of a filter mask. */
  private static final int MOST_FILTERS = 32;
  /** The first identifier whose filter has a name in version 2 of the message. */
  private static final int FIRST_NAMED = 256;

  /**
   * One filter.
   *
   * @param id its registered number
   * @param name the name in the file; may be empty
   * @param values its parameters
   */
  record Stage(int id, String name, List<Integer> values) {}

  /** Reads the message. */
  public static FilterPipeline read(FieldReader fields) throws IOException {
    int version = fields.u8();
    if (version != 1 && version != 2) {
      throw fields.fault("filter pipeline message of version " + version, "1 or 2");
    }
    int count = fields.u8();
    if (count > MOST_FILTERS) {
      throw fields.fault(count + " filters", "at most " + MOST_FILTERS);
    }
    if (version == 1) {
      fields.skip(6);
    }
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stages.add(stage(fields, version));
    }
    return new FilterPipeline(List.copyOf(stages));
  }

  private static Stage stage(FieldReader fields, int version) throws ArrayFormatException {
    int id = fields.u16();
    int nameBytes = version == 1 || id >= FIRST_NAMED ? fields.u16() : 0;
    fields.skip(2); // The flag of a filter that a chunk may do without; the mask of the chunk says whether it does.
    int valueCount = fields.u16();
    String name = fields.text(nameBytes);
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < valueCount; i++) {
      values.add((int) fields.u32());
    }
    if (version == 1 && valueCount % 2 == 1) {
      fields.skip(Integer.BYTES);
    }
    return new Stage(id, name, List.copyOf(values));
  }

  /**
   * Returns the decoders of the filters, in the pipeline's order.
   *
   * @throws UnsupportedArrayException if one of them is not known here
   */
  public List<ChunkFilter> filters(Path file) throws IOException {
    List<ChunkFilter> filters = new ArrayList<>();
    boolean compressed = false;
    for (Stage stage : stages) {
      ChunkFilter filter = filter(file, stage);
      boolean compresses = filter.encodedBytes(0) == ChunkFilter.DEPENDS;
      if (compresses && compressed) {
        throw unsupported(file, "is compressed twice, at last with " + filter.label());
      }
      compressed |= compresses;
      filters.add(filter);
    }
    return List.copyOf(filters);
  }

  private static ChunkFilter filter(Path file, Stage stage) throws IOException {
    try {
      return switch (stage.id) {
        case 1 -> new Deflate();
        case 2 -> Shuffle.of(stage.values);
        case 3 -> new Fletcher32();
        case 32000 -> new Lzf();
        case 32004 -> new Lz4();
        case 32008 -> BitShuffle.of(stage.values)
            .orElseThrow(() -> unsupported(file, "is stored with bitshuffle and zstd (32008)"));
        default -> throw unsupported(file, "is stored with the filter " + name(stage));
      };
    } catch (ChunkFault e) {
      throw new ArrayFormatException(file, "a filter " + name(stage) + " " + e.found(), e.expected());
    }
  }

  private static String name(Stage stage) {
    String known = switch (stage.id) {
      case 2 -> "shuffle";
      case 4 -> "szip";
      case 5 -> "nbit";
      case 6 -> "scaleoffset";
      case 307 -> "bzip2";
      case 32001 -> "blosc";
      case 32008 -> "bitshuffle";
      case 32013 -> "zfp";
      case 32015 -> "zstd";
      case 32026 -> "blosc2";
      default -> stage.name.isBlank() ? "of an unknown name" : stage.name;
    };
    return known + " (" + stage.id + ")";
  }

  private static UnsupportedArrayException unsupported(Path file, String what) {
    return new UnsupportedArrayException(file,
        what + ", which is not decoded here; write a copy that is, where the filter is installed: h5repack -f GZIP=4 "
            + file.getFileName() + " COPY.h5");
  }
}
