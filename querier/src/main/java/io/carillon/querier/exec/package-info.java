/**
 * Evaluates PromQL over a {@link io.carillon.common.store.SeriesSource}: series at a time over all
 * steps, a series being values over the steps of the query. {@link
 * io.carillon.querier.exec.PromqlEngine} is the way in; an evaluator and everything it uses belong
 * to one query and the thread that coordinates it, but for the work on single series, which workers
 * share. Series go on as soon as they are computed; only what has to see all of them, such as a
 * join or topk, keeps them, charged to the budget of the query. A query ends soon after its thread
 * is interrupted, its time is over, or somebody ends it by {@link
 * io.carillon.querier.exec.ActiveQueries}, whatever it waits for.
 */
@NullMarked
package io.carillon.querier.exec;

import org.jspecify.annotations.NullMarked;
