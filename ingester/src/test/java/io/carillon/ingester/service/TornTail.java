package io.carillon.ingester.service;

import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files of which a write that nobody confirmed left some bytes, or wrong ones. */
record TornTail(String name, FaultyFileStore files) {
  /**
   * All that may be left of what was written between two moments.
   *
   * @param before the files at the first moment
   * @param after the files at the second one; none of them is new
   */
  static List<TornTail> all(FaultyFileStore before, FaultyFileStore after) {
    List<TornTail> tails = new ArrayList<>();
    for (Path file : before.allFiles()) {
      byte[] old = before.content(file);
      byte[] written = after.content(file);
      int first = Arrays.mismatch(old, written);
      for (int at = first; at >= 0 && at < written.length && at <= lastChange(old, written); at++) {
        tails.add(of("kept up to " + at, before, file, partly(old, written, at)));
        byte[] flipped = written.clone();
        flipped[at] ^= 0x10;
        tails.add(of("flipped at " + at, before, file, flipped));
      }
    }
    if (tails.isEmpty()) {
      throw new AssertionError("expected something written, got the same files");
    }
    return tails;
  }

  private static TornTail of(String name, FaultyFileStore before, Path file, byte[] content) {
    FaultyFileStore torn = Damage.copy(before);
    torn.setContent(file, content);
    return new TornTail(file + " " + name, torn);
  }

  private static int lastChange(byte[] old, byte[] written) {
    int last = written.length - 1;
    while (last >= 0 && last < old.length && old[last] == written[last]) {
      last--;
    }
    return last;
  }

  /** The written bytes up to a place, and behind it what was there before. */
  private static byte[] partly(byte[] old, byte[] written, int at) {
    byte[] content = Arrays.copyOf(old, Math.max(at, old.length));
    System.arraycopy(written, 0, content, 0, at);
    return content;
  }

  /** Fails unless two starts find all that was acknowledged, and vouch for it. */
  void check(History history, TestingClock clock) {
    for (int start = 0; start < 2; start++) {
      try (TestingNode node = new TestingNode(files, TestingNode.config(), clock)) {
        history.check(node);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(name + ": " + e.getMessage(), e);
      }
    }
  }
}
