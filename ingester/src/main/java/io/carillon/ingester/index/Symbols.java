package io.carillon.ingester.index;

import org.jspecify.annotations.Nullable;

/**
 * The strings of all labels, each once however many tenants and labels use it; one that nobody uses
 * is forgotten. Guarded by the index' lock.
 */
final class Symbols {
  private static final int MIN_SLOTS = 64;

  /** Open addressing, at most two thirds full. */
  private @Nullable String[] slots = new String[MIN_SLOTS];

  private int[] uses = new int[MIN_SLOTS];
  private int size;
  private long textBytes;

  /** The one string that is equal; it is used once more. */
  String take(String text) {
    int slot = find(slots, text);
    String known = slots[slot];
    if (known != null) {
      uses[slot]++;
      return known;
    }
    slots[slot] = text;
    uses[slot] = 1;
    textBytes += bytes(text);
    size++;
    if (size * 3L > slots.length * 2L) {
      resize(slots.length * 2);
    }
    return text;
  }

  /** The string is used once less. */
  void release(String text) {
    int slot = find(slots, text);
    if (--uses[slot] > 0) {
      return;
    }
    textBytes -= bytes(text);
    size--;
    remove(slot);
    if (slots.length > MIN_SLOTS && size < slots.length / 8) {
      resize(slots.length / 4);
    }
  }

  /** Bytes of memory. */
  long sizeBytes() {
    return textBytes + 8L * slots.length;
  }

  /** Closes the gap: what stands behind it moves up, unless it is where it belongs. */
  private void remove(int removed) {
    int mask = slots.length - 1;
    int gap = removed;
    int slot = gap;
    while (true) {
      slot = (slot + 1) & mask;
      String text = slots[slot];
      if (text == null) {
        break;
      }
      int home = spread(text.hashCode()) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = text;
        uses[gap] = uses[slot];
        gap = slot;
      }
    }
    slots[gap] = null;
  }

  private void resize(int length) {
    @Nullable String[] old = slots;
    int[] oldUses = uses;
    slots = new String[Math.max(MIN_SLOTS, length)];
    uses = new int[slots.length];
    for (int i = 0; i < old.length; i++) {
      String text = old[i];
      if (text != null) {
        int slot = find(slots, text);
        slots[slot] = text;
        uses[slot] = oldUses[i];
      }
    }
  }

  private static int find(@Nullable String[] slots, String text) {
    int mask = slots.length - 1;
    int slot = spread(text.hashCode()) & mask;
    String there = slots[slot];
    while (there != null && !there.equals(text)) {
      slot = (slot + 1) & mask;
      there = slots[slot];
    }
    return slot;
  }

  /** Hash codes of strings that count up lie close together. */
  static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 16;
  }

  /** Bytes of a string, roughly: most are of one byte a character. */
  private static long bytes(String text) {
    return 32L + (text.length() + 7 & ~7);
  }
}
