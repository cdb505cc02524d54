package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.data.GeneratedSeries;
import java.util.List;

/** Series that were listed one by one. */
record ListedSeries(List<Entry> entries) implements GeneratedSeries {
  ListedSeries {
    entries = List.copyOf(entries);
  }

  /** Values of one series; from the scrape alone. */
  @FunctionalInterface
  interface Values {
    double at(int scrape);
  }

  /** One series. */
  record Entry(Labels labels, Values values) {}

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Labels labels(int i) {
    return entries.get(i).labels();
  }

  @Override
  public double value(int i, int scrape) {
    return entries.get(i).values().at(scrape);
  }
}
