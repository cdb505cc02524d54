/**
 * Evaluates PromQL over a {@link io.carillon.common.store.SeriesSource}: series at a time over all
 * steps, a series being values over the steps of the query. {@link
 * io.carillon.querier.exec.PromqlEngine} is the way in; an evaluator and everything it uses belong
 * to one query and one thread. Series go on as soon as they are computed; only what has to see all
 * of them, such as a join or topk, keeps them, charged to the budget of the query.
 */
@NullMarked
package io.carillon.querier.exec;

import org.jspecify.annotations.NullMarked;
