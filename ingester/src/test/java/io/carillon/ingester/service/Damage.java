package io.carillon.ingester.service;

import io.carillon.ingester.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One way in which one file is not as it was written.
 *
 * @param content null when the file is gone
 */
@SuppressWarnings("ArrayRecordComponent") // Identity is never asked.
record Damage(Kind kind, Path file, int position, byte @Nullable [] content) {
  /** What happened to the file. */
  enum Kind {
    CUT,
    FLIPPED,
    ZEROED,
    LONGER,
    MISSING,
    OLDER
  }

  private static final int SECTOR_BYTES = 512;

  /**
   * The damages of a file.
   *
   * @param bound places at most; smaller files are damaged at every byte, of larger ones the ends
   *     are and places spread in between
   */
  static List<Damage> of(Path file, byte[] whole, int bound) {
    List<Damage> damages = new ArrayList<>();
    damages.add(new Damage(Kind.MISSING, file, 0, null));
    damages.add(
        new Damage(Kind.LONGER, file, whole.length, Arrays.copyOf(whole, whole.length + 9)));
    for (int at : places(whole.length, bound)) {
      damages.add(new Damage(Kind.CUT, file, at, Arrays.copyOf(whole, at)));
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << (at * 5 + whole.length) % 8);
      damages.add(new Damage(Kind.FLIPPED, file, at, flipped));
      if (at % 8 == 0) {
        byte[] zeroed = whole.clone();
        Arrays.fill(zeroed, at, Math.min(whole.length, at + SECTOR_BYTES), (byte) 0);
        damages.add(new Damage(Kind.ZEROED, file, at, zeroed));
      }
    }
    return damages;
  }

  private static SortedSet<Integer> places(int size, int bound) {
    SortedSet<Integer> places = new TreeSet<>();
    if (size <= bound) {
      for (int at = 0; at < size; at++) {
        places.add(at);
      }
      return places;
    }
    int part = bound / 4;
    for (int i = 0; i < part; i++) {
      places.add(i);
      places.add(size - 1 - i);
    }
    for (int i = 0; i < 2 * part; i++) {
      // The offset within the step differs, so that fields of every alignment are hit.
      places.add((int) ((long) size * i / (2L * part)) + i % Math.max(1, size / (2 * part)));
    }
    places.removeIf(at -> at >= size);
    return places;
  }

  /** The files with this damage. */
  FaultyFileStore in(FaultyFileStore files) {
    FaultyFileStore copy = copy(files);
    if (content == null) {
      copy.remove(file);
    } else {
      copy.setContent(file, content);
    }
    return copy;
  }

  /** Files of their own with the same content. */
  static FaultyFileStore copy(FaultyFileStore files) {
    FaultyFileStore copy = new FaultyFileStore();
    for (Path file : files.allFiles()) {
      copy.setContent(file, files.content(file));
    }
    return copy;
  }

  @Override
  public String toString() {
    return file + " " + kind + " at " + position;
  }
}
