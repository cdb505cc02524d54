package io.carillon.common.store;

/**
 * What is known about a metric family.
 *
 * @param metricFamilyName name without suffixes
 * @param type counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown
 * @param help description; may be empty
 * @param unit unit; may be empty
 */
public record MetricMetadata(String metricFamilyName, String type, String help, String unit) {}
