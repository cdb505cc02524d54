/**
 * Benchmarks of what lies below the engine of queries, by JMH. No build runs them; {@link
 * io.carillon.deploy.benchmark.RunBenchmarks} does.
 */
@NullMarked
package io.carillon.deploy.benchmark;

import org.jspecify.annotations.NullMarked;
