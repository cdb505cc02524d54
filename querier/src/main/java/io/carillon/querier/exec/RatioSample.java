package io.carillon.querier.exec;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.carillon.common.labels.BrokenUtf8;
import io.carillon.common.labels.Labels;
import java.io.ByteArrayOutputStream;

/**
 * Which series limit_ratio picks: those whose hash is low enough. The hash is that of Prometheus:
 * xxhash64 over the length and bytes of each name and value.
 */
final class RatioSample {
  private static final Hasher64 HASHER = Hashing.xxh64();
  private static final int ONE_BYTE_LENGTHS = 255;

  private RatioSample() {}

  /** Whether a series is in the sample of a ratio from -1 to 1; below 0 it is the complement. */
  static boolean isIn(Labels labels, double ratio) {
    double offset = toUnsignedDouble(hash(labels)) / 0x1p64;
    return ratio >= 0 ? offset < ratio : offset >= 1.0 + ratio;
  }

  private static long hash(Labels labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    labels.forEach(
        (name, value) -> {
          append(out, name);
          append(out, value);
        });
    return HASHER.hashBytesToLong(out.toByteArray());
  }

  private static void append(ByteArrayOutputStream out, String text) {
    byte[] bytes = BrokenUtf8.encode(text);
    if (bytes.length < ONE_BYTE_LENGTHS) {
      out.write(bytes.length);
    } else {
      out.write(ONE_BYTE_LENGTHS);
      out.write(bytes.length);
      out.write(bytes.length >> 8);
      out.write(bytes.length >> 16);
    }
    out.writeBytes(bytes);
  }

  private static double toUnsignedDouble(long value) {
    // The lowest bit is kept by the or, so that rounding is that of the whole number.
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }
}
