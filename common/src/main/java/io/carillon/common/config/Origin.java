package io.carillon.common.config;

/** Where the value of a setting comes from. */
public sealed interface Origin {
  /** For errors about the value, such as {@code --zone} or {@code c.yaml:3:7: zone}. */
  String source();

  /** For a table of settings, such as {@code default}, {@code --zone} or {@code c.yaml:3}. */
  String shortText();

  /** Nobody set it. */
  record ByDefault(Setting<?> setting) implements Origin {
    @Override
    public String source() {
      return setting.flag();
    }

    @Override
    public String shortText() {
      return "default";
    }
  }

  /** On the command line. */
  record Flag(Setting<?> setting) implements Origin {
    @Override
    public String source() {
      return setting.flag();
    }

    @Override
    public String shortText() {
      return setting.flag();
    }
  }

  /** In a file; line and column count from 1. */
  record InFile(String path, int line, int column, String key) implements Origin {
    @Override
    public String source() {
      return path + ":" + line + ":" + column + ": " + key;
    }

    @Override
    public String shortText() {
      return path + ":" + line;
    }
  }
}
