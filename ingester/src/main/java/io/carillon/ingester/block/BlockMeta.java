package io.carillon.ingester.block;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What is known about a block without its index.
 *
 * @param number names the file
 * @param mergeLevel 0 when it was sealed, else one more than the highest of what was merged
 * @param minMs time of the first sample
 * @param maxMs time of the last sample
 */
public record BlockMeta(
    long number,
    int mergeLevel,
    long minMs,
    long maxMs,
    long seriesCount,
    long sampleCount,
    long sizeBytes) {
  static final String SUFFIX = ".block";

  /** Name of the file. */
  public String fileName() {
    return String.format(Locale.ROOT, "%012d%s", number, SUFFIX);
  }

  Path path(Path directory) {
    return directory.resolve(fileName());
  }

  boolean overlaps(long fromMs, long toMs) {
    return minMs <= toMs && fromMs <= maxMs;
  }

  /** The number in a file name; -1 when it names no block. */
  static long number(String fileName) {
    String digits =
        fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : "";
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : -1;
  }
}
