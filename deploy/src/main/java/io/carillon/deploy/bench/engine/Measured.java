package io.carillon.deploy.bench.engine;

/**
 * A measured number.
 *
 * @param system whose it is
 */
record Measured(Figure figure, String system, double value) {}
