package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What codec 2 once wrote to disks must be read for ever: lines of {@code paged-format.txt} may be
 * added, never changed. A better encoder may write something else.
 */
final class PagedFormatTest {
  private static final double[] NONE = {};
  private static final double[] BOUNDS = {0.1, 1, 10, 100};

  /** A fixed sequence that looks random: from 0 to below a bound. */
  private static int noise(int i, int bound) {
    return ((i + 1) * 7919 % 10007) * (i + 3) % bound;
  }

  /** As {@link #noise}, distributed about normally around 32. */
  private static int bell(int i) {
    return Long.bitCount((i + 1) * 0x9E3779B97F4A7C15L * (i + 3));
  }

  private static long sum(int i, IntToLongFunction function) {
    return IntStream.rangeClosed(0, i).mapToLong(function).sum();
  }

  private static long walk(int i, int bound, int step) {
    return IntStream.rangeClosed(0, i).mapToLong(j -> (long) step * noise(j, bound)).sum();
  }

  private static Map<String, SampleColumn> columns() {
    Map<String, SampleColumn> columns = new TreeMap<>();
    columns.put("constant", floats(9, i -> -12.5));
    columns.put("constant-bits", floats(9, i -> Math.PI * 1e100));
    columns.put("stale", floats(3, i -> StaleMarker.VALUE));
    columns.put("level-fixed", floats(24, i -> noise(i, 1024) * 0.5));
    columns.put("level-digits", floats(24, i -> noise(i, 5)));
    columns.put("level-rice", floats(24, i -> i % 12 == 5 ? 900 : noise(i, 8)));
    columns.put("level-uvarints", floats(64, i -> new int[] {0, 40, 47, 101}[noise(i, 4)]));
    columns.put("delta-varints", floats(64, i -> walk(i, 3, 52) + walk(i, 2, 41)));
    columns.put("level-bits", floats(12, i -> Math.sqrt(2 + noise(i, 100))));
    columns.put("line", floats(40, i -> 0.25 * i + 3));
    columns.put("line-digits", floats(40, i -> 1000 * i + noise(i, 300)));
    columns.put("line-slow", floats(100, i -> i / 3 + noise(i, 2)));
    columns.put("delta-zigzag", floats(24, i -> 1e6 + walk(i, 40, 1) + walk(i, 90, 1)));
    columns.put("delta-sparse", floats(64, i -> i < 20 ? 7 : i < 50 ? 8 : 11));
    columns.put("delta-reset", floats(48, i -> (i % 20) * 317 + noise(i, 40)));
    columns.put("delta-of-delta", floats(40, i -> i * i * 1000.0 + noise(i, 3)));
    columns.put("exceptions", floats(32, PagedFormatTest::withExceptions));
    columns.put("products", floats(24, i -> walk(i, 90, 7) * 0.001));
    columns.put("products-exceptions", floats(24, i -> i == 3 ? -0.0 : (i * i + 7) * 1e-6));
    columns.put("level-adaptive", floats(200, i -> (bell(i) - 32) * (i < 99 ? 1 : 50)));
    columns.put(
        "delta-adaptive", floats(200, i -> sum(i, j -> (bell(j) - 30) * (j < 99 ? 1L : 50L))));
    columns.put(
        "delta-tracking", floats(200, i -> sum(i, j -> bell(j) * 100L + j / 50 % 2 * 8000L)));
    columns.put("gaps", gaps());
    columns.put("starts", starts(i -> i < 5 ? 900 : 100_000));
    columns.put("starts-ages", starts(i -> 15_000L * i));
    columns.put("histograms-integer", histograms(true, false));
    columns.put("histograms-float", histograms(false, false));
    columns.put("histograms-mixed", histograms(true, true));
    return columns;
  }

  private static double withExceptions(int i) {
    return switch (i) {
      case 0, 9 -> StaleMarker.VALUE;
      case 3 -> -0.0;
      case 4 -> Double.NEGATIVE_INFINITY;
      case 5 -> Double.NEGATIVE_INFINITY;
      case 31 -> Double.longBitsToDouble(0xfff8dead0000beefL);
      default -> i / 100.0;
    };
  }

  private static long timeMs(int i) {
    return 1_764_000_000_000L + 15_000L * i;
  }

  private static SampleColumn floats(int size, IntToDoubleFunction values) {
    long[] timestampsMs = new long[size];
    double[] floats = new double[size];
    for (int i = 0; i < size; i++) {
      timestampsMs[i] = timeMs(i);
      floats[i] = values.applyAsDouble(i);
    }
    return SampleColumn.floats(timestampsMs, floats);
  }

  private static SampleColumn gaps() {
    SampleColumn column = floats(64, i -> 1);
    for (int i = 0; i < column.size(); i++) {
      column.timestampsMs()[i] += noise(i, 5) + (i < 20 ? 0 : i < 40 ? 45_000 : 150_000);
    }
    return column;
  }

  private static SampleColumn starts(IntToLongFunction starts) {
    SampleColumn column = floats(10, i -> i);
    long[] startMs = new long[10];
    for (int i = 0; i < startMs.length; i++) {
      startMs[i] = timeMs(0) + starts.applyAsLong(i);
    }
    startMs[0] = 0;
    return SampleColumn.of(column.timestampsMs(), column.values(), null, startMs);
  }

  private static SampleColumn histograms(boolean isInteger, boolean isMixed) {
    SampleColumnBuilder out = new SampleColumnBuilder(9);
    for (int i = 0; i < 9; i++) {
      if (isMixed && i % 4 == 1) {
        out.addFloat(timeMs(i), i * 0.5);
      } else {
        out.add(timeMs(i), 0, histogram(i, isInteger ^ (isMixed && i > 6)), isMixed ? 77 : 0);
      }
    }
    return out.build();
  }

  private static NativeHistogram histogram(int i, boolean isInteger) {
    List<BucketSpan> positive = List.of(new BucketSpan(-2, 2), new BucketSpan(1, i < 4 ? 1 : 2));
    List<BucketSpan> negative = List.of(new BucketSpan(3, 1));
    CounterResetHint hint = i == 0 ? CounterResetHint.RESET : CounterResetHint.NOT_RESET;
    if (isInteger) {
      long[] deltas = i < 4 ? new long[] {i, 2, -i} : new long[] {i, 2, -i, 5};
      return new IntegerHistogram(
          hint, 3, 1e-9, i, 7L * i, i / 8.0, positive, deltas, negative, new long[] {2}, NONE);
    }
    double[] counts = i < 4 ? new double[] {i, 2, 0.5} : new double[] {i, 2, 0.5, 9};
    return new FloatHistogram(
        hint, -53, 0, 0, 7 * i, Math.E * i, positive, counts, negative, new double[] {1}, BOUNDS);
  }

  @Test
  void oldBytesAreRead() throws IOException {
    Map<String, SampleColumn> columns = columns();
    TreeSet<String> missing = new TreeSet<>(columns.keySet());
    try (InputStream in = getClass().getResourceAsStream("paged-format.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().toList()) {
        String[] words = line.split(" ", -1);
        byte[] bytes = HexFormat.of().parseHex(words[1]);
        SampleColumn expected = Objects.requireNonNull(columns.get(words[0]), words[0]);
        assertSameSamples(ColumnCodec.decode(ColumnCodec.PAGED, bytes), expected);
        missing.remove(words[0]);
      }
    }
    assertThat(missing)
        .as(
            () -> {
              StringBuilder lines = new StringBuilder("lines to add:");
              for (String name : missing) {
                byte[] bytes =
                    ColumnCodec.encode(
                        ColumnCodec.PAGED, Objects.requireNonNull(columns.get(name)));
                lines.append('\n').append(name).append(' ').append(HexFormat.of().formatHex(bytes));
              }
              return lines.toString();
            })
        .isEmpty();
  }
}
