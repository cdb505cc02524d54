/**
 * Native histograms as Prometheus defines them (prometheus.io/docs/specs/native_histograms):
 * exponential schemas -4 to 8, custom buckets as schema -53, integer or float counts. Immutable;
 * arrays handed in or out are not to be changed.
 */
@NullMarked
package io.carillon.common.histogram;

import org.jspecify.annotations.NullMarked;
