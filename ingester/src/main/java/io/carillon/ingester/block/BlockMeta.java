package io.carillon.ingester.block;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What is known about a slice or block without its index.
 *
 * @param number names the file
 * @param mergeLevel 0 for a slice, as it was sealed; 1 for some slices of a window; 2 and above for
 *     all there was of a window of two hours, a day, a week
 * @param minMs time of the first sample
 * @param maxMs time of the last sample
 * @param deleteNumber tombstones of higher numbers mask what the file holds
 */
public record BlockMeta(
    long number,
    int mergeLevel,
    long minMs,
    long maxMs,
    long seriesCount,
    long sampleCount,
    long sizeBytes,
    long deleteNumber) {
  static final String SUFFIX = ".block";

  /** Name of the file. */
  public String fileName() {
    return fileName(number);
  }

  static String fileName(long number) {
    return String.format(Locale.ROOT, "%012d%s", number, SUFFIX);
  }

  Path path(Path directory) {
    return directory.resolve(fileName());
  }

  boolean overlaps(long fromMs, long toMs) {
    return minMs <= toMs && fromMs <= maxMs;
  }

  /** Whether a file of this name is a slice or block. */
  public static boolean isFileName(String name) {
    return number(name) >= 0;
  }

  /** The number in a file name; -1 when it names no block. */
  static long number(String fileName) {
    String digits =
        fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : "";
    return digits.matches("[0-9]{12,18}") ? Long.parseLong(digits) : -1;
  }
}
