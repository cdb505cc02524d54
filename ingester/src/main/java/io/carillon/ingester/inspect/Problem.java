package io.carillon.ingester.inspect;

import java.nio.file.Path;

/**
 * Something that is wrong.
 *
 * @param file as it is named in the data directory
 * @param what for people, one line
 */
public record Problem(String file, String what) {
  static Problem of(Path dataDir, Path file, Exception cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new Problem(name(dataDir, file), text.replace('\n', ' '));
  }

  static String name(Path dataDir, Path file) {
    return dataDir.relativize(file).toString();
  }
}
