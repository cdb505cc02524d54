package io.carillon.common.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file of settings: one mapping from names to a value, or to a list of values, which means
 * the same as the values joined by commas.
 */
public final class SettingsFile {
  /** A settings file is written by hand. */
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final String path;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private SettingsFile(String path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @param path as errors and origins will name it
   * @throws CarillonException with BAD_DATA when it cannot be read or is no such mapping
   */
  public static SettingsFile read(Path path) {
    try {
      long sizeBytes = Files.size(path);
      if (sizeBytes > MAX_FILE_BYTES) {
        throw bad(path + ": expected at most " + MAX_FILE_BYTES + " bytes, got " + sizeBytes, null);
      }
      return parse(path.toString(), Files.readString(path));
    } catch (NoSuchFileException e) {
      throw bad(path + ": there is no such file; --config names it", e);
    } catch (IOException e) {
      throw bad(path + ": cannot read the file that --config names: " + e.getMessage(), e);
    }
  }

  /** Reads the text of a file. */
  static SettingsFile parse(String path, String text) {
    SettingsFile file = new SettingsFile(path);
    try (JsonParser yaml = new YAMLFactory().createParser(text)) {
      file.readDocument(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw bad(file.at(at) + "not YAML: " + problem(e), e);
    } catch (IOException e) {
      throw bad(path + ": " + e.getMessage(), e);
    }
    return file;
  }

  /** The message without the copy of the file, whose lines are indented. */
  private static String problem(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining("; "));
  }

  private void readDocument(JsonParser yaml) throws IOException {
    JsonToken first = yaml.nextToken();
    if (first == null) {
      return; // Empty, or comments only.
    }
    if (first != JsonToken.START_OBJECT) {
      throw bad(
          at(yaml.currentTokenLocation())
              + "expected settings such as \"retention: 15d\", got \""
              + yaml.getText()
              + "\"",
          null);
    }
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      JsonLocation keyAt = yaml.currentTokenLocation();
      String key = yaml.currentName();
      if (entries.containsKey(key)) {
        throw bad(at(keyAt) + key + ": is set a second time", null);
      }
      yaml.nextToken();
      JsonLocation valueAt = yaml.currentTokenLocation();
      Origin.InFile origin =
          new Origin.InFile(path, valueAt.getLineNr(), valueAt.getColumnNr(), key);
      entries.put(key, new Entry(key, at(keyAt), value(yaml, origin), origin));
    }
  }

  private static String value(JsonParser yaml, Origin origin) throws IOException {
    if (yaml.currentToken() != JsonToken.START_ARRAY) {
      return scalar(yaml, origin);
    }
    List<String> items = new ArrayList<>();
    while (yaml.nextToken() != JsonToken.END_ARRAY) {
      items.add(scalar(yaml, origin));
    }
    return String.join(",", items);
  }

  private static String scalar(JsonParser yaml, Origin origin) throws IOException {
    if (!yaml.currentToken().isScalarValue() || yaml.currentToken() == JsonToken.VALUE_NULL) {
      throw bad(origin.source() + ": expected a value or a list of values", null);
    }
    return yaml.getText();
  }

  private String at(JsonLocation location) {
    return path + ":" + location.getLineNr() + ":" + location.getColumnNr() + ": ";
  }

  private static CarillonException bad(String message, @Nullable Throwable cause) {
    return new CarillonException(ErrorCode.BAD_DATA, message, cause);
  }

  /** Fails with line, column and the nearest name when a key is none of the settings. */
  void requireKeysOf(List<Setting<?>> table) {
    List<String> names = table.stream().<String>map(Setting::name).toList();
    for (Entry entry : entries.values()) {
      if (!names.contains(entry.key())) {
        String nearest = NearestName.of(entry.key(), names);
        throw bad(
            entry.keyAt()
                + "unknown setting \""
                + entry.key()
                + "\"; "
                + (nearest == null
                    ? "expected one of " + String.join(", ", names)
                    : "did you mean \"" + nearest + "\"?"),
            null);
      }
    }
  }

  @Nullable Entry find(String name) {
    return entries.get(name);
  }

  /**
   * One key with its value.
   *
   * @param keyAt path, line and column of the key, to begin an error with
   */
  record Entry(String key, String keyAt, String text, Origin.InFile origin) {}
}
