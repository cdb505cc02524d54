/** Metadata of metric families: in memory, in the log until a seal, and in a file of its own. */
@NullMarked
package io.carillon.ingester.metadata;

import org.jspecify.annotations.NullMarked;
