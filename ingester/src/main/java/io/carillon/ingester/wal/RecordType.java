package io.carillon.ingester.wal;

/** What a record of the log says. The code is part of the format; codes are never reused. */
public enum RecordType {
  /** New series: references, tenants and labels. */
  SERIES(1),
  /** The ordered references of one sender's batch. */
  LAYOUT(2),
  /** One float for each series of a layout. */
  SAMPLES(3),
  /** Columns of any kind: several samples of a series, histograms, start timestamps. */
  COLUMNS(4),
  /** Exemplars. */
  EXEMPLARS(5),
  /** Metadata of metric families. */
  METADATA(6);

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  /** Number of the type in a frame. */
  public int code() {
    return code;
  }
}
