package io.carillon.ingester.block;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same string for equal ones as long as it remembers it: files hold the same labels, and
 * comparing a string with itself is quick. Thread-safe.
 */
final class StringPool {
  /** A power of two; a string that falls on another's slot takes it. */
  private static final int SLOTS = 8192;

  private final AtomicReferenceArray<@Nullable String> known = new AtomicReferenceArray<>(SLOTS);

  String canonical(String text) {
    int hash = text.hashCode();
    int slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
    String found = known.getPlain(slot);
    if (text.equals(found)) {
      return found;
    }
    known.setRelease(slot, text);
    return text;
  }
}
