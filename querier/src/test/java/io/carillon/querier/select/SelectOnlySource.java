package io.carillon.querier.select;

import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;

/** A source of samples for an engine, which asks for nothing else. */
public interface SelectOnlySource extends SeriesSource {
  @Override
  default LabelsAnswer labelNames(LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  default LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  default SeriesAnswer series(LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  default MetadataAnswer metadata(MetadataRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  default ExemplarsAnswer exemplars(ExemplarsRequest request) {
    throw new UnsupportedOperationException();
  }
}
