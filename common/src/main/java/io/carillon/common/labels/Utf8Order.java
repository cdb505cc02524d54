package io.carillon.common.labels;

import java.util.Arrays;

/**
 * Order of strings by the unsigned bytes of their UTF-8 form, computed on UTF-16. The two differ
 * only where a surrogate meets U+E000 to U+FFFF (Unicode technical note 12, section 3), and at
 * bytes of {@link BrokenUtf8}.
 */
public final class Utf8Order {
  private Utf8Order() {}

  /** Like {@link java.util.Comparator#compare}. */
  public static int compare(String a, String b) {
    if (a.equals(b)) {
      return 0; // Most often, and far quicker than character by character.
    }
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return BrokenUtf8.isByte(a, i) || BrokenUtf8.isByte(b, i)
            ? Arrays.compareUnsigned(BrokenUtf8.encode(a), BrokenUtf8.encode(b))
            : fixUp(x) - fixUp(y);
      }
    }
    return a.length() - b.length();
  }

  /** Moves surrogates above all other characters, keeping the order within both kinds. */
  private static int fixUp(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
