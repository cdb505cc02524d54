package io.carillon.querier.budget;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.querier.select.SelectOnlySource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes series up while they are read: {@code big} has a million, {@code small} ten, {@code
 * endless} never ends, {@code stuck} gives nothing and waits, {@code holding} gives 100,000 and
 * waits. Each has a sample of value 1 every 15 seconds at the end of the range, 40 at most.
 */
public final class GeneratedSource implements SelectOnlySource {
  private static final long INTERVAL_MS = 15_000;
  private static final int MAX_SAMPLES = 40;

  private final AtomicInteger openStreams = new AtomicInteger();

  /** Streams that were opened and not closed. */
  public int openStreams() {
    return openStreams.get();
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    String name =
        request.matchers().stream()
            .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
            .map(Matcher::value)
            .findFirst()
            .orElseThrow();
    openStreams.incrementAndGet();
    return switch (name) {
      case "big" -> new Generated(name, 1_000_000, column(request));
      case "small" -> new Generated(name, 10, column(request));
      case "endless" -> new Generated(name, Long.MAX_VALUE, column(request));
      case "stuck" -> new Generated(name, 0, column(request));
      case "holding" -> new Generated(name, 100_000, column(request));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static SampleColumn column(SelectRequest request) {
    long lastMs = request.maxMs();
    long[] timesMs =
        LongStream.rangeClosed(1 - MAX_SAMPLES, 0)
            .map(i -> lastMs + i * INTERVAL_MS)
            .filter(timeMs -> timeMs >= request.minMs())
            .toArray();
    double[] values = new double[timesMs.length];
    Arrays.fill(values, 1);
    return SampleColumn.floats(timesMs, values);
  }

  private final class Generated implements SeriesStream {
    private final String name;
    private final long count;
    private final SampleColumn column;
    private long next;
    private boolean isClosed;

    Generated(String name, long count, SampleColumn column) {
      this.name = name;
      this.count = count;
      this.column = column;
    }

    @Override
    public @Nullable SelectedSeries next() {
      if (next == count) {
        if (name.equals("stuck") || name.equals("holding")) {
          waitForEver();
        }
        return null;
      }
      return SelectedSeries.of(
          Labels.of("__name__", name, "i", Long.toString(1_000_000_000 + next++)), column);
    }

    @Override
    public Trailer trailer() {
      return new Trailer("", 0, 0, List.of(), null);
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        openStreams.decrementAndGet();
      }
    }
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, "the select was canceled", e);
    }
  }
}
