/**
 * Runs test scripts in the language of Prometheus' promql/promqltest against our engine: a reader
 * of the language, an in-memory source, the comparison and the hidden re-runs of each evaluation.
 * {@link io.carillon.querier.promqltest.ScriptTests} is the way in, also for other modules.
 */
@NullMarked
package io.carillon.querier.promqltest;

import org.jspecify.annotations.NullMarked;
