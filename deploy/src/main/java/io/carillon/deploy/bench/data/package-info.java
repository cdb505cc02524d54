/**
 * Data that benchmarks write: series of many node_exporters, generated or played back from a
 * recording of a real one. Labels and values follow from a seed.
 */
@NullMarked
package io.carillon.deploy.bench.data;

import org.jspecify.annotations.NullMarked;
