/**
 * Pushes batches to all replicas at once and waits until every partition of the request has its
 * write quorum of durable acks, or certainly will not get it. No replica is ever waited for when
 * the others suffice; what is on its way to one is bounded in bytes. Acks arrive on any thread and
 * never block it.
 */
@NullMarked
package io.carillon.distributor.replicate;

import org.jspecify.annotations.NullMarked;
