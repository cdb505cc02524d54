package io.carillon.deploy.bench.data;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording played by many instances for as long as wanted: every few scrapes each of them goes
 * on at another place of it, all series of an instance at the same one, and what changes there
 * changes by more or less than recorded, so that no two instances and no two times are the same.
 * Units and digits stay as recorded, counters rise, and what is constant stays so.
 */
public final class RecordedMetrics implements GeneratedSeries {
  /** Scrapes that are played in a row. */
  private static final int ROW_BITS = 4;

  /** Changes up to this are as recorded. */
  private static final long SMALL = 4;

  private static final double[] FACTORS = Mix.factors(0.4);

  private final Recording recording;
  private final long seed;
  private final List<Labels> series;
  private final List<@Nullable RecordedValues> values = new ArrayList<>();
  private final int[] scrapes;
  private final long[] levels;

  /**
   * Makes the label sets.
   *
   * @param seriesCount how many
   * @param job value of the label job
   */
  public RecordedMetrics(Recording recording, int seriesCount, String job, long seed) {
    this.recording = recording;
    this.seed = seed;
    series = new ArrayList<>(seriesCount);
    scrapes = new int[seriesCount];
    levels = new long[seriesCount];
    for (int i = 0; i < recording.size(); i++) {
      values.add(RecordedValues.of(recording.values(i)));
    }
    for (int i = 0; i < seriesCount; i++) {
      series.add(
          recording.labels(recorded(i)).toBuilder()
              .add("instance", "recorded-" + target(i) + ".example:9100")
              .add("job", job)
              .build());
      scrapes[i] = Integer.MAX_VALUE;
    }
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return series.get(i);
  }

  @Override
  public int target(int i) {
    return i / recording.size();
  }

  private int recorded(int i) {
    return i % recording.size();
  }

  @Override
  public double value(int i, int scrape) {
    RecordedValues recorded = values.get(recorded(i));
    if (recorded == null) {
      return recording.values(recorded(i))[place(i, scrape)];
    }
    if (!recorded.isCounter()) {
      int place = place(i, scrape);
      long first = recorded.number(0);
      return recorded.value(first + scaled(recorded.number(place) - first, i, scrape));
    }
    if (scrape < scrapes[i]) {
      scrapes[i] = 0;
      levels[i] = recorded.number(0);
    }
    for (int at = scrapes[i] + 1; at <= scrape; at++) {
      int place = place(i, at);
      levels[i] += scaled(recorded.number(place) - recorded.number(place - 1), i, at);
    }
    scrapes[i] = scrape;
    return recorded.value(levels[i]);
  }

  /** Where in the recording an instance is, from 1. */
  private int place(int i, int scrape) {
    int length = recording.values(0).length;
    int row = 1 << ROW_BITS;
    long bits = Mix.bits(seed + target(i), scrape >>> ROW_BITS);
    return 1 + (int) Long.remainderUnsigned(bits, length - row) + (scrape & (row - 1));
  }

  private long scaled(long change, int i, int scrape) {
    if (Math.abs(change) <= SMALL) {
      return change;
    }
    double factor = FACTORS[(int) (Mix.bits(seed + ~i, scrape >>> ROW_BITS) >>> 52)];
    return (long) Math.floor(change * factor + Mix.unit(Mix.bits(seed ^ i, scrape)));
  }
}
