package org.mmaparrays.raw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, texts, numbers, booleans and null.
 *
 * <p>Read by the parser alone: the mapper takes longer to start than many a program that opens one array.
 */
final class Json {
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .build();

  private Json() {}

  private static final class Mapper {
    static final JsonMapper INSTANCE =
        JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();
  }

  /**
   * Reads a document.
   *
   * @return the value, null if there is none
   * @throws JsonProcessingException if it is not one valid JSON document
   */
  static @Nullable Object read(byte[] document) throws IOException {
    try (JsonParser parser = FACTORY.createParser(document)) {
      if (parser.nextToken() == null) {
        return null;
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonProcessingException("more after its end", parser.currentTokenLocation()) {};
      }
      return value;
    }
  }

  /** Reads the value that starts with the current token, up to its last token; the parser limits how deep they nest. */
  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          keys.put(key, value(parser));
        }
        yield keys;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** Writes a document, indented; numbers that are not finite are written bare. */
  static byte[] write(Map<String, ?> document) throws IOException {
    return Mapper.INSTANCE.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
  }

  /** Returns a value as JSON has it, for messages. */
  static String text(@Nullable Object value) {
    try {
      return Mapper.INSTANCE.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("it was read from JSON", e);
    }
  }
}
