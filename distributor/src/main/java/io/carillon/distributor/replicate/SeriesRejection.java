package io.carillon.distributor.replicate;

/**
 * A series that an ingester refused for good while its neighbours are durable.
 *
 * @param seriesIndex index into {@link io.carillon.distributor.route.HashedWrite#series}
 * @param text why, for people
 */
public record SeriesRejection(int seriesIndex, String text) {}
