package io.carillon.ingester.inspect;

import io.carillon.ingester.block.BlockInspector;

/**
 * A slice or block.
 *
 * @param isListed whether the manifest names it; else it does not count
 */
public record SealedFile(String name, boolean isListed, BlockInspector.Summary summary) {}
