/**
 * Runs the test scripts of Prometheus' promql/promqltest against our engine: a reader of the script
 * language, an in-memory source, the comparison and the hidden re-runs of each evaluation.
 */
@NullMarked
package io.carillon.querier.promqltest;

import org.jspecify.annotations.NullMarked;
