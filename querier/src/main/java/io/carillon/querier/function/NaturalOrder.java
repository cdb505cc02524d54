package io.carillon.querier.function;

import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of sort_by_label: runs of digits compare as numbers, everything else as text. It is
 * that of github.com/facette/natsort, with its peculiarities.
 */
public final class NaturalOrder {
  private NaturalOrder() {}

  /** Whether {@code a} comes before {@code b}. */
  public static boolean isBefore(String a, String b) {
    List<String> chunksA = chunks(a);
    List<String> chunksB = chunks(b);
    for (int i = 0; i < chunksA.size(); i++) {
      if (i >= chunksB.size()) {
        return false;
      }
      String chunkA = chunksA.get(i);
      String chunkB = chunksB.get(i);
      Integer order = compareNumbers(chunkA, chunkB);
      if (order == null) {
        order = Utf8Order.compare(chunkA, chunkB);
      }
      if (order != 0) {
        return order < 0;
      }
      if (i == chunksA.size() - 1) {
        return true;
      }
      if (i == chunksB.size() - 1) {
        return false;
      }
    }
    return false;
  }

  private static List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length(); i++) {
      if (i == text.length() || isDigit(text.charAt(i)) != isDigit(text.charAt(start))) {
        chunks.add(text.substring(start, i));
        start = i;
      }
    }
    return chunks;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Order of two numbers; null when they are not both numbers. */
  private static @Nullable Integer compareNumbers(String a, String b) {
    Long numberA = number(a);
    Long numberB = number(b);
    return numberA == null || numberB == null ? null : Long.compare(numberA, numberB);
  }

  private static @Nullable Long number(String chunk) {
    if (!isDigit(chunk.charAt(0))) {
      return null;
    }
    try {
      return Long.valueOf(chunk);
    } catch (NumberFormatException tooLong) {
      return null;
    }
  }
}
