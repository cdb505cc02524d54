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

  /** The text that is hashed, and the one before: neighbours share most labels. */
  private Text text = new Text();

  private Text previous = new Text();

  /** The hash of a series. */
  public long hash(TenantId tenant, Labels labels) {
    Text next = previous;
    previous = text;
    text = next;
    next.begin(tenant, labels);
    for (int i = 0; i < labels.size(); i++) {
      next.appendLabel(i, previous);
    }
    return HASHER.hashBytesToLong(next.bytes, 0, next.size);
  }

  /** The bytes of a label set, and where its labels end there. */
  private static final class Text {
    private byte[] bytes = new byte[512];
    private int size;
    private Labels labels = Labels.EMPTY;

    /** By label where it begins, and where the last one ends. */
    private int[] bounds = new int[17];

    void begin(TenantId tenant, Labels next) {
      size = 0;
      labels = next;
      append(tenant.value());
      if (next.size() >= bounds.length) {
        bounds = new int[2 * next.size()];
      }
      bounds[0] = size;
    }

    void appendLabel(int i, Text before) {
      String name = labels.name(i);
      String value = labels.value(i);
      if (i < before.labels.size()
          && name.equals(before.labels.name(i))
          && value.equals(before.labels.value(i))) {
        int length = before.bounds[i + 1] - before.bounds[i];
        reserve(length);
        System.arraycopy(before.bytes, before.bounds[i], bytes, size, length);
        size += length;
      } else {
        append(name);
        append(value);
      }
      bounds[i + 1] = size;
    }

    private void append(String string) {
      byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
      int length = utf8.length;
      reserve(length + 5);
      while (length >= 0x80) {
        bytes[size++] = (byte) (length | 0x80);
        length >>>= 7;
      }
      bytes[size++] = (byte) length;
      System.arraycopy(utf8, 0, bytes, size, utf8.length);
      size += utf8.length;
    }

    private void reserve(int more) {
      if (size + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
      }
    }
  }
}
