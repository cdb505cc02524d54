package io.carillon.ingester.shard;

import io.carillon.common.tenant.TenantId;

/**
 * A tenant in one head.
 *
 * @param number of the tenant in the index
 * @param owner tells notes in label sets of this head and tenant from all others of the process;
 *     above 0
 */
record TenantHandle(TenantId id, int number, long owner) {}
