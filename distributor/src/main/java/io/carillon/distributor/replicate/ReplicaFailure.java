package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;

/**
 * Why a replica did not make its batch durable.
 *
 * @param instanceId the ingester
 * @param code why, for programs
 * @param reason why, for people
 */
record ReplicaFailure(String instanceId, ErrorCode code, String reason) {}
