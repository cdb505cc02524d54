/**
 * Memory off the Java heap, for what is large, long-lived and has no references: it costs the
 * collector nothing and needs no headroom. Space is taken in chunks from few arenas and never per
 * object. Not thread-safe: each structure belongs to a lock.
 */
@NullMarked
package io.carillon.ingester.memory;

import org.jspecify.annotations.NullMarked;
