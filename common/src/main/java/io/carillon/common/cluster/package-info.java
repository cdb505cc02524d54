/**
 * The cluster around a node: Hazelcast membership, the address book, and how the ring is created at
 * the first start and spread to every role. Hazelcast only hints: the ring that counts lies on each
 * node's disk, older rings never replace newer ones, and no Hazelcast call is on the path of a
 * sample or a query. {@link io.carillon.common.cluster.Cluster} puts it together; one thread of it
 * steps the state machine; readers see snapshots through volatile fields.
 */
@NullMarked
package io.carillon.common.cluster;

import org.jspecify.annotations.NullMarked;
