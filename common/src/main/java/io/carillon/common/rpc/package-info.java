/**
 * gRPC between nodes: the adapters that carry {@code SampleSink} and {@code SeriesSource}, channels
 * and the server. Service methods never block: they hand over to virtual threads. Every stream and
 * queue is bounded in bytes; every call has a deadline.
 */
@NullMarked
package io.carillon.common.rpc;

import org.jspecify.annotations.NullMarked;
