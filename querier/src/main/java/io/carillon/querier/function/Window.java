package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in (start, end], the arguments of the function and the place for its
 * result. It moves over the series from step to step; times may only grow. Not thread-safe.
 */
public final class Window {
  private final WindowSamples samples;
  private final Extent extent;
  private final String metricName;
  private final PositionRange position;
  private final Annotations annotations;
  private double[] scratch = new double[0];

  private long stepTimeMs;
  private long endMs = Long.MIN_VALUE;
  private double[] arguments = new double[0];
  private int floatFrom;
  private int floatTo;
  private int histogramFrom;
  private int histogramTo;

  private boolean hasResult;
  private double resultValue;
  private @Nullable FloatHistogram resultHistogram;

  /**
   * How far a window reaches.
   *
   * @param rangeMs its length
   * @param extension whether it also holds samples around it, up to the lookback
   * @param lookbackMs how far around
   */
  public record Extent(long rangeMs, RangeExtension extension, long lookbackMs) {
    private long beforeMs() {
      return extension == RangeExtension.NONE ? 0 : lookbackMs;
    }

    private long afterMs() {
      return extension == RangeExtension.SMOOTHED ? lookbackMs : 0;
    }
  }

  /**
   * A window before its first step.
   *
   * @param metricName of the series, for notes
   * @param position where notes point to
   */
  public Window(
      WindowSamples samples,
      Extent extent,
      String metricName,
      PositionRange position,
      Annotations annotations) {
    this.samples = samples;
    this.extent = extent;
    this.metricName = metricName;
    this.position = position;
    this.annotations = annotations;
  }

  /**
   * Moves to a step and forgets the result.
   *
   * @param newStepTimeMs time of the step
   * @param newEndMs last time in the window, not before that of the step before
   * @param newArguments values of the scalar arguments at this step
   */
  public void moveTo(long newStepTimeMs, long newEndMs, double[] newArguments) {
    stepTimeMs = newStepTimeMs;
    endMs = newEndMs;
    arguments = newArguments;
    hasResult = false;
    resultHistogram = null;
    long lastMs = newEndMs + extent.afterMs();
    long beforeFirstMs = newEndMs - extent.rangeMs() - extent.beforeMs();
    floatTo = advance(samples.floatTimesMs(), floatTo, lastMs);
    floatFrom = advance(samples.floatTimesMs(), floatFrom, beforeFirstMs);
    histogramTo = advance(samples.histogramTimesMs(), histogramTo, lastMs);
    histogramFrom = advance(samples.histogramTimesMs(), histogramFrom, beforeFirstMs);
  }

  private static int advance(long[] timesMs, int from, long lastMs) {
    int i = from;
    while (i < timesMs.length && timesMs[i] <= lastMs) {
      i++;
    }
    return i;
  }

  /** Time of the step, which offset and {@code @} do not change. */
  long stepTimeMs() {
    return stepTimeMs;
  }

  /** The time just before the window. */
  long startMs() {
    return endMs - extent.rangeMs();
  }

  /** The last time in the window. */
  long endMs() {
    return endMs;
  }

  /** Length of the window. */
  double rangeSeconds() {
    return extent.rangeMs() / 1000.0;
  }

  /** Whether there are samples around the window, and what for. */
  RangeExtension extension() {
    return extent.extension();
  }

  /** The i-th scalar argument at this step. */
  double argument(int i) {
    return arguments[i];
  }

  String metricName() {
    return metricName;
  }

  PositionRange position() {
    return position;
  }

  Annotations annotations() {
    return annotations;
  }

  /** Whether there is no sample. */
  public boolean isEmpty() {
    return floatCount() + histogramCount() == 0;
  }

  /** Number of samples of both kinds. */
  public int size() {
    return floatCount() + histogramCount();
  }

  /** Number of floats. */
  public int floatCount() {
    return floatTo - floatFrom;
  }

  /** Number of histograms. */
  public int histogramCount() {
    return histogramTo - histogramFrom;
  }

  double value(int i) {
    return samples.floatValues()[floatFrom + i];
  }

  long timeMs(int i) {
    return samples.floatTimesMs()[floatFrom + i];
  }

  /** Start timestamp of a float; 0 when unknown. */
  private long floatStartMs(int i) {
    long[] startsMs = samples.floatStartsMs();
    return startsMs == null ? 0 : startsMs[floatFrom + i];
  }

  /** Start timestamp of a histogram; 0 when unknown. */
  private long histogramStartMs(int i) {
    long[] startsMs = samples.histogramStartsMs();
    return startsMs == null ? 0 : startsMs[histogramFrom + i];
  }

  /** When a counter began within the window, before the i-th float; 0 when that is not known. */
  long floatBirthMs(int i) {
    return birthMs(floatStartMs(i), timeMs(i));
  }

  /** When a counter began within the window, before the i-th histogram; 0 if not known. */
  long histogramBirthMs(int i) {
    return birthMs(histogramStartMs(i), histogramTimeMs(i));
  }

  private long birthMs(long startMs, long timeMs) {
    return startMs >= startMs() && startMs < timeMs ? startMs : 0;
  }

  /** Whether the start timestamps say that a counter began anew between float i-1 and i. */
  boolean isFloatRestarted(int i) {
    return samples.floatStartsMs() != null
        && isRestart(floatStartMs(i - 1), timeMs(i - 1), floatStartMs(i));
  }

  /** Whether the start timestamps say that a counter began anew between histogram i-1 and i. */
  boolean isHistogramRestarted(int i) {
    return samples.histogramStartsMs() != null
        && isRestart(histogramStartMs(i - 1), histogramTimeMs(i - 1), histogramStartMs(i));
  }

  private boolean isRestart(long previousStartMs, long previousTimeMs, long startMs) {
    if (startMs == 0 || startMs == previousStartMs) {
      return false;
    }
    if (startMs >= previousTimeMs) {
      return true;
    }
    if (previousStartMs == 0 || startMs < previousStartMs) {
      return false;
    }
    annotations.startTimeOverlaps(metricName, position);
    return true;
  }

  double lastValue() {
    return samples.floatValues()[floatTo - 1];
  }

  long lastTimeMs() {
    return samples.floatTimesMs()[floatTo - 1];
  }

  /** The i-th histogram. */
  public FloatHistogram histogram(int i) {
    return samples.histograms()[histogramFrom + i];
  }

  long histogramTimeMs(int i) {
    return samples.histogramTimesMs()[histogramFrom + i];
  }

  FloatHistogram lastHistogram() {
    return samples.histograms()[histogramTo - 1];
  }

  long lastHistogramTimeMs() {
    return samples.histogramTimesMs()[histogramTo - 1];
  }

  /** A copy of the floats, at least {@link #floatCount} long; overwritten by the next call. */
  double[] copyFloats() {
    int count = floatCount();
    if (scratch.length < count) {
      scratch = new double[Math.max(count, scratch.length * 2)];
    }
    System.arraycopy(samples.floatValues(), floatFrom, scratch, 0, count);
    return scratch;
  }

  /** Notes that the histograms in this window do not count. */
  void noteIgnoredHistograms() {
    if (histogramCount() > 0) {
      annotations.histogramIgnoredInMixedRange(metricName, position);
    }
  }

  /** Notes that floats and histograms do not mix, when they do. */
  boolean isMixed() {
    if (floatCount() == 0 || histogramCount() == 0) {
      return false;
    }
    annotations.mixedFloatsHistograms(metricName, position);
    return true;
  }

  /** Gives a float as the result. */
  void result(double value) {
    hasResult = true;
    resultValue = value;
  }

  /** Gives a histogram as the result. */
  void result(FloatHistogram histogram) {
    hasResult = true;
    resultHistogram = histogram;
  }

  /** Whether the function gave a result. */
  public boolean hasResult() {
    return hasResult;
  }

  /** The result, when it is a float. */
  public double resultValue() {
    return resultValue;
  }

  /** The result, when it is a histogram; else null. */
  public @Nullable FloatHistogram resultHistogram() {
    return resultHistogram;
  }
}
