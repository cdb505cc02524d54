package io.carillon.querier.budget;

import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What one read of a selector cost so far. Thread-safe. */
public final class SelectorStats {
  private final String selector;
  private final LongAdder series = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder frames = new LongAdder();
  private final LongAdder sizeBytes = new LongAdder();
  private final LongAdder decodeNanos = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  public SelectorStats(List<Matcher> matchers) {
    selector = text(matchers);
  }

  /** A series came from the source. */
  public void addSeries(int itsFrames, long itsBytes) {
    series.increment();
    frames.add(itsFrames);
    sizeBytes.add(itsBytes);
  }

  /** Samples were unpacked. */
  public void addSamples(long unpacked) {
    samples.add(unpacked);
  }

  /** Unpacking took so long. */
  public void addDecodeNanos(long nanos) {
    decodeNanos.add(nanos);
  }

  /** The source let wait so long. */
  public void addWaitNanos(long nanos) {
    waitNanos.add(nanos);
  }

  /** What was counted until now. */
  public Snapshot snapshot() {
    return new Snapshot(
        selector,
        series.sum(),
        samples.sum(),
        frames.sum(),
        sizeBytes.sum(),
        decodeNanos.sum(),
        waitNanos.sum());
  }

  /**
   * Counts of one moment.
   *
   * @param selector as in PromQL, without range and offset
   * @param series that came from the source
   * @param samples that were unpacked
   * @param frames runs of samples that came, such as pages of blocks
   * @param sizeBytes size of these, packed as they came, and of the label sets
   * @param decodeNanos time to unpack them, on all threads together
   * @param waitNanos time that the source let wait
   */
  public record Snapshot(
      String selector,
      long series,
      long samples,
      long frames,
      long sizeBytes,
      long decodeNanos,
      long waitNanos) {}

  private static String text(List<Matcher> matchers) {
    String name =
        matchers.stream()
            .filter(SelectorStats::isPlainName)
            .map(Matcher::value)
            .findFirst()
            .orElse("");
    String rest =
        matchers.stream()
            .filter(matcher -> !(isPlainName(matcher) && matcher.value().equals(name)))
            .map(Matcher::toString)
            .collect(Collectors.joining(","));
    return rest.isEmpty() && !name.isEmpty() ? name : name + "{" + rest + "}";
  }

  private static boolean isPlainName(Matcher matcher) {
    return matcher.type() == Matcher.Type.EQUAL
        && matcher.name().equals(Labels.METRIC_NAME)
        && LabelQuoting.isPlainMetricName(matcher.value());
  }
}
