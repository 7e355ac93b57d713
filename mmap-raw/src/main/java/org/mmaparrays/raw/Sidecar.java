package org.mmaparrays.raw;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.model.UnsupportedDTypeException;
import org.mmaparrays.spi.DeclaredLayout;

/**
 * The JSON file beside a raw array.
 *
 * <p>Keys: {@code dtype} (NumPy name or typestring) and {@code shape} are required; {@code order}, {@code offset}, {@code
 * byte_length}, {@code created} and {@code format_version} are optional when reading and always written. All other keys
 * are the array's attributes. {@code NaN} and the infinities are written bare, as Python's {@code json} does.
 */
final class Sidecar {
  private static final int FORMAT_VERSION = 1;
  private static final Set<String> OWN_KEYS =
      Set.of("dtype", "shape", "order", "offset", "byte_length", "created", "format_version");

  private static final Pattern DAT = Pattern.compile("(?i)(?<=.)\\.dat$");

  /** The part of a message in which the parser quotes itself rather than the file. */
  private static final Pattern START_MARKER = Pattern.compile(" \\(start marker.*");

  private final Path file;
  private final Map<String, ?> keys;

  private Sidecar(Path file, Map<String, ?> keys) {
    this.file = file;
    this.keys = keys;
  }

  /** Returns the name of a sidecar: {@code data_meta.json} for {@code data.dat}, else {@code _meta.json} after the full name. */
  static String nameFor(Path data) {
    String name = String.valueOf(data.getFileName());
    // Were other extensions dropped too, data.bin would share the sidecar of data.dat, and one of them be misread.
    return DAT.matcher(name).replaceFirst("") + "_meta.json";
  }

  /** Returns the content of a new array's sidecar. */
  static byte[] write(Path file, ArraySpec spec, Instant created) throws IOException {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    keys.put("dtype", spec.dtype().toString());
    keys.put("shape", spec.shape().dims());
    keys.put("order", spec.order().name());
    keys.put("offset", 0);
    keys.put("byte_length", spec.byteSize());
    keys.put("created", created.truncatedTo(ChronoUnit.SECONDS).toString());
    keys.put("format_version", FORMAT_VERSION);
    for (Map.Entry<String, @Nullable Object> attribute : spec.attributes().asMap().entrySet()) {
      if (OWN_KEYS.contains(attribute.getKey())) {
        throw new UnsupportedArrayException(
            file, "an attribute cannot be named '" + attribute.getKey()
                + "', a key of the sidecar's own; rename it");
      }
      keys.put(attribute.getKey(), attribute.getValue());
    }
    return Json.write(keys);
  }

  /** Checks a sidecar and returns the layout that it records. */
  static DeclaredLayout read(Path file, byte[] content) throws IOException {
    Object document;
    try {
      document = Json.read(content);
    } catch (JsonProcessingException e) {
      throw new ArrayFormatException(
          file, Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getByteOffset()), firstLine(e),
          "valid JSON; correct or restore it", e);
    }
    if (!(document instanceof Map<?, ?>)) {
      throw new ArrayFormatException(file, document == null ? "nothing" : "JSON that is not an object",
          "an object with dtype and shape");
    }
    @SuppressWarnings("unchecked") // an object of JSON has no other keys
    Map<String, ?> keys = (Map<String, ?>) document;
    return new Sidecar(file, keys).layout();
  }

  private static String firstLine(JsonProcessingException e) {
    return START_MARKER.matcher(e.getOriginalMessage().lines().findFirst().orElse("broken JSON"))
        .replaceFirst("");
  }

  private DeclaredLayout layout() throws IOException {
    long version = integer("format_version", FORMAT_VERSION);
    if (version > FORMAT_VERSION) {
      throw new UnsupportedArrayException(
          file, "format_version " + version + " is newer than " + FORMAT_VERSION
              + ", the newest known; update mmap-arrays");
    }
    ArraySpec spec;
    try {
      spec = new ArraySpec(dtype(), shape(), order(), attributes());
    } catch (IllegalArgumentException e) {
      throw fault("shape", String.valueOf(e.getMessage()), "fewer than 2**63 bytes", e);
    }
    long offset = integer("offset", 0);
    long byteLength = integer("byte_length", spec.byteSize());
    if (byteLength != spec.byteSize()) {
      throw fault("byte_length", "" + byteLength, spec.byteSize() + " for " + spec, null);
    }
    return new DeclaredLayout(spec, offset);
  }

  private DType dtype() throws IOException {
    Object dtype = required("dtype", "a NumPy name such as \"float32\"");
    if (!(dtype instanceof String name)) {
      throw fault("dtype", Json.text(dtype), "text, a NumPy name such as \"float32\"", null);
    }
    try {
      return DType.parse(name);
    } catch (UnsupportedDTypeException e) {
      throw new UnsupportedArrayException(file, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw fault("dtype", Json.text(name),
          "a NumPy name such as \"float32\", or a typestring such as \"<f4\"", e);
    }
  }

  private Shape shape() throws IOException {
    Object shape = required("shape", "a list of axis lengths");
    if (!(shape instanceof List<?> axes) || !axes.stream().allMatch(Sidecar::isCount)) {
      throw fault("shape", Json.text(shape), "a list of axis lengths, integers from 0", null);
    }
    return Shape.of(axes.stream().mapToLong(length -> ((Number) length).longValue()).toArray());
  }

  private MemoryOrder order() throws IOException {
    Object order = keys.containsKey("order") ? keys.get("order") : "C";
    if ("C".equals(order) || "F".equals(order)) {
      return MemoryOrder.valueOf((String) order);
    }
    throw fault("order", Json.text(order), "\"C\" or \"F\"", null);
  }

  private Attributes attributes() {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(keys);
    rest.keySet().removeAll(OWN_KEYS);
    return Attributes.of(rest);
  }

  private @Nullable Object required(String key, String expected) throws ArrayFormatException {
    if (!keys.containsKey(key)) {
      throw new ArrayFormatException(file, "no key '" + key + "'",
          expected + "; add it, or restore the file");
    }
    return keys.get(key);
  }

  private long integer(String key, long otherwise) throws ArrayFormatException {
    if (!keys.containsKey(key)) {
      return otherwise;
    }
    Object value = keys.get(key);
    if (!isCount(value)) {
      throw fault(key, Json.text(value), "an integer from 0", null);
    }
    return ((Number) value).longValue();
  }

  /** Returns whether a value is an integer from 0, of 63 bits. */
  private static boolean isCount(@Nullable Object value) {
    return (value instanceof Integer || value instanceof Long) && ((Number) value).longValue() >= 0;
  }

  private ArrayFormatException fault(String key, String found, String expected, @Nullable Throwable cause) {
    ArrayFormatException fault =
        new ArrayFormatException(file, "'" + key + "': " + found, expected + "; correct it, or restore it");
    if (cause != null) {
      fault.initCause(cause);
    }
    return fault;
  }
}
