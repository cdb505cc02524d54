package io.carillon.deploy.bench.data;

import io.carillon.common.labels.Labels;

/**
 * Series each of which is followed by another one after so many scrapes, evenly spread over time,
 * as pods are that are deployed anew. Label sets change, values go on.
 */
public final class ChurningSeries implements GeneratedSeries {
  private static final String LABEL = "pod";

  private final GeneratedSeries series;
  private final int lifeScrapes;
  private final Labels[] labels;
  private int scrape;

  /**
   * Makes the first label sets.
   *
   * @param lifeScrapes scrapes after which a series is replaced
   */
  public ChurningSeries(GeneratedSeries series, int lifeScrapes) {
    this.series = series;
    this.lifeScrapes = lifeScrapes;
    labels = new Labels[series.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labelsNow(i);
    }
  }

  /** Replaces the series whose time has come; scrapes go on one by one. */
  public void advance() {
    scrape++;
    for (int i = 0; i < labels.length; i++) {
      if ((scrape + i) % lifeScrapes == 0) {
        labels[i] = labelsNow(i);
      }
    }
  }

  private Labels labelsNow(int i) {
    int generation = (scrape + i % lifeScrapes) / lifeScrapes;
    return series.labels(i).toBuilder().add(LABEL, "pod-" + generation).build();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Labels labels(int i) {
    return labels[i];
  }

  @Override
  public int target(int i) {
    return series.target(i);
  }

  @Override
  public double value(int i, int scrapeNumber) {
    return series.value(i, scrapeNumber);
  }
}
