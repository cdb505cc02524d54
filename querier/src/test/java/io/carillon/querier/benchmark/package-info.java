/**
 * Benchmarks of the query engine over columns in memory, by JMH. No build runs them; {@link
 * io.carillon.querier.benchmark.RunBenchmarks} does.
 */
@NullMarked
package io.carillon.querier.benchmark;

import org.jspecify.annotations.NullMarked;
