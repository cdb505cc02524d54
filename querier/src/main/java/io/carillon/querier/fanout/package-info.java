/**
 * One query to many ingesters, and one answer back. {@link io.carillon.querier.fanout.FanoutSource}
 * asks all ingesters of the ring in parallel, unites what the replicas of a series return, and
 * counts for every partition the replicas that vouch for it.
 *
 * <p>Invariants: an answer that ends without an error lacks no acknowledged sample, since for each
 * partition a read quorum of its group ended with a trailer that vouches for the range. What the
 * others of the group returned is united as far as it came.
 *
 * <p>Threads: a call runs one virtual thread for each ingester, all of which end with the call. A
 * stream is pulled by one thread. Series wait in a bounded buffer for each ingester.
 */
@NullMarked
package io.carillon.querier.fanout;

import org.jspecify.annotations.NullMarked;
