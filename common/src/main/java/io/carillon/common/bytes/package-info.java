/**
 * Growing and bounded byte buffers with the variable-length integers of protobuf. Not thread-safe.
 */
@NullMarked
package io.carillon.common.bytes;

import org.jspecify.annotations.NullMarked;
