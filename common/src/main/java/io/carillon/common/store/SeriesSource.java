package io.carillon.common.store;

/**
 * Gives series back. Calls block and are made on virtual threads; all of them stop soon after the
 * thread is interrupted. Thread-safe. Errors are {@link
 * io.carillon.common.error.CarillonException}.
 */
public interface SeriesSource {
  /**
   * The series that fit all matchers and have samples in the range, in label order. Samples that
   * were acknowledged before the call are there. The caller closes the stream.
   */
  SeriesStream select(SelectRequest request);

  /** Names of labels of series in the range, sorted, without duplicates. */
  LabelsAnswer labelNames(LabelsRequest request);

  /** Values of one label of series in the range, sorted, without duplicates. */
  LabelsAnswer labelValues(String labelName, LabelsRequest request);

  /** Label sets of series in the range, sorted, without duplicates. */
  SeriesAnswer series(LabelsRequest request);

  /** What is known about metric families. */
  MetadataAnswer metadata(MetadataRequest request);

  /** Exemplars in the range. Those that were acknowledged before the call are there. */
  ExemplarsAnswer exemplars(ExemplarsRequest request);
}
