package io.carillon.common.rpc;

import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;

/**
 * The ingester of this very process, which is called without serialisation.
 *
 * @param instanceId its id in the ring
 */
public record LocalInstance(String instanceId, SampleSink sink, SeriesSource source) {}
