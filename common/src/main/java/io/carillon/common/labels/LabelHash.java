package io.carillon.common.labels;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.carillon.common.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The hash that places a series on the ring: xxh3_64 with seed 0 over uvarint length and UTF-8
 * bytes of the tenant, then of each label's name and value in label order, {@code __name__}
 * included. It is part of a cluster's identity on disk: it never changes. Not thread-safe; one per
 * thread or request.
 */
public final class LabelHash {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private byte[] buffer = new byte[512];
  private int size;

  /** The hash of a series. */
  public long hash(TenantId tenant, Labels labels) {
    size = 0;
    append(tenant.value());
    for (int i = 0; i < labels.size(); i++) {
      append(labels.name(i));
      append(labels.value(i));
    }
    return HASHER.hashBytesToLong(buffer, 0, size);
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (size + bytes.length + 5 > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes.length + 5));
    }
    int length = bytes.length;
    while (length >= 0x80) {
      buffer[size++] = (byte) (length | 0x80);
      length >>>= 7;
    }
    buffer[size++] = (byte) length;
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }
}
