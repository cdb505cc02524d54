package io.carillon.common.store;

import io.carillon.common.tenant.TenantId;

/**
 * Which metadata is wanted.
 *
 * @param tenant whose metric families
 * @param ringEpoch version of the ring that the caller knows; 0 without ring
 * @param metricFamilyName one family; empty means all
 */
public record MetadataRequest(TenantId tenant, long ringEpoch, String metricFamilyName) {}
