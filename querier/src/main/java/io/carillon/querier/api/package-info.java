/**
 * Prometheus' HTTP API over the query engine and a {@link io.carillon.common.store.SeriesSource}:
 * parameters in, JSON out, both as Prometheus 3.14 reads and writes them to the last byte
 * (web/api/v1/api.go, json_codec.go, util/jsonutil). {@link io.carillon.querier.api.QueryApi} lists
 * the endpoints; it knows no HTTP server.
 *
 * <p>Invariants: a request is checked in Prometheus' order, so that the first error is the same; a
 * result is complete before its first byte is written, so that an error never follows a 200.
 *
 * <p>Threads: handlers run on virtual threads and block; they keep no state between calls.
 */
@NullMarked
package io.carillon.querier.api;

import org.jspecify.annotations.NullMarked;
