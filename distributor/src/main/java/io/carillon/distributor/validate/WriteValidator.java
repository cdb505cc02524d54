package io.carillon.distributor.validate;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects what may be kept of one request and reports the rest. Not thread-safe. */
public final class WriteValidator {
  /** Longest help or unit: longer ones are no help, and metadata is kept in memory. */
  private static final int MAX_METADATA_TEXT_CHARS = 8192;

  private final ValidationLimits limits;
  private final LabelValidator labelValidator;
  private final long nowMs;
  private final List<SeriesSamples> series = new ArrayList<>();
  private final List<MetricMetadata> metadata = new ArrayList<>();
  private final RejectionReport rejections = new RejectionReport();
  private final ExemplarValidator exemplars;
  private long receivedSamples;
  private long droppedMetadata;

  /**
   * A validator for one request.
   *
   * @param nowMs wall clock, for the bound on samples from the future
   */
  public WriteValidator(ValidationLimits limits, long nowMs) {
    this.limits = limits;
    this.labelValidator = new LabelValidator(limits);
    this.nowMs = nowMs;
    this.exemplars = new ExemplarValidator(nowMs + limits.maxFutureMs());
  }

  /** Takes a series; one without samples and exemplars says nothing and is passed over. */
  public void add(UncheckedSeries unchecked) {
    int samples = unchecked.samples().size();
    if (samples == 0 && unchecked.exemplars().isEmpty()) {
      return;
    }
    receivedSamples += samples;
    try {
      Labels labels = labelValidator.check(unchecked);
      exemplars.add(labels, unchecked.exemplars());
      SampleColumn kept = checkSamples(labels, unchecked.samples());
      if (kept.size() > 0) {
        series.add(new SeriesSamples(labels, SampleSorter.sorted(kept)));
      }
    } catch (InvalidSampleException e) {
      exemplars.refuse(ExemplarRejection.INVALID_SERIES, unchecked.exemplars().size());
      if (samples > 0) {
        rejections.add(
            e.reason(), samples, () -> "series " + describe(unchecked) + ": " + e.getMessage());
      }
    }
  }

  /** Takes metadata; it is no sample, so a bad one is dropped and only counted. */
  public void add(MetricMetadata entry) {
    boolean isKept =
        !entry.metricFamilyName().isEmpty()
            && entry.metricFamilyName().length() <= limits.maxLabelValueBytes()
            && entry.help().length() <= MAX_METADATA_TEXT_CHARS
            && entry.unit().length() <= MAX_METADATA_TEXT_CHARS;
    if (isKept) {
      metadata.add(entry);
    } else {
      dropMetadata();
    }
  }

  /** Counts metadata that could not even be read. */
  public void dropMetadata() {
    droppedMetadata++;
  }

  /** What is kept; the same label set may come more than once. */
  public List<SeriesSamples> series() {
    return Collections.unmodifiableList(series);
  }

  /** Metadata that is kept. */
  public List<MetricMetadata> metadata() {
    return Collections.unmodifiableList(metadata);
  }

  /** What became of the exemplars. */
  public ExemplarValidator exemplars() {
    return exemplars;
  }

  /** What is not kept; may be added to. */
  public RejectionReport rejections() {
    return rejections;
  }

  /** All samples taken, kept or not. */
  public long receivedSamples() {
    return receivedSamples;
  }

  /** Metadata that is not kept. */
  public long droppedMetadata() {
    return droppedMetadata;
  }

  private SampleColumn checkSamples(Labels labels, SampleColumn column) {
    SampleColumnBuilder kept = null; // From the first refused sample on.
    for (int i = 0; i < column.size(); i++) {
      try {
        checkSample(column, i);
        if (kept != null) {
          kept.add(column, i);
        }
      } catch (InvalidSampleException e) {
        kept = kept == null ? firstSamples(column, i) : kept;
        reject(labels, column.timestampsMs()[i], e);
      }
    }
    return kept == null ? column : kept.build();
  }

  private void reject(Labels labels, long timestampMs, InvalidSampleException e) {
    rejections.add(
        e.reason(),
        1,
        () ->
            "series "
                + Excerpt.of(labels.toString())
                + " at "
                + timestampMs
                + " ms: "
                + e.getMessage());
  }

  private void checkSample(SampleColumn column, int i) throws InvalidSampleException {
    checkTime(column.timestampsMs()[i]);
    NativeHistogram histogram = column.histogram(i);
    if (histogram != null) {
      HistogramValidator.check(histogram);
    }
  }

  private void checkTime(long timestampMs) throws InvalidSampleException {
    if (timestampMs > nowMs + limits.maxFutureMs()) {
      throw new InvalidSampleException(
          RejectionReason.FUTURE_TIMESTAMP,
          "expected a time at most "
              + limits.maxFutureMs()
              + " ms after this node's clock, which is "
              + nowMs
              + " ms (setting "
              + ValidationLimits.MAX_FUTURE
              + ")");
    }
  }

  private static SampleColumnBuilder firstSamples(SampleColumn column, int count) {
    SampleColumnBuilder first = new SampleColumnBuilder(column.size());
    for (int i = 0; i < count; i++) {
      first.add(column, i);
    }
    return first;
  }

  /** The labels as far as they can be told; a name that repeats is told once. */
  private static String describe(UncheckedSeries unchecked) {
    LabelsBuilder builder = new LabelsBuilder();
    List<String> pairs = unchecked.namesAndValues();
    for (int i = 0; i < pairs.size(); i += 2) {
      builder.set(pairs.get(i), Excerpt.of(pairs.get(i + 1)));
    }
    return Excerpt.of(builder.build().toString());
  }
}
