package io.carillon.ingester.block;

/** An unpacked part of an index. Immutable as far as anybody can see. */
interface CachedPart {
  /** Bytes of memory, roughly. */
  long sizeBytes();
}
