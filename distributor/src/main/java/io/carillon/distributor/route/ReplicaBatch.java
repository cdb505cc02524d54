package io.carillon.distributor.route;

/**
 * What of a request goes to one ingester.
 *
 * @param instanceId the ingester
 * @param content the samples; replicas of the same groups share it
 */
public record ReplicaBatch(String instanceId, BatchContent content) {}
