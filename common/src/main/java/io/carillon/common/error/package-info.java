/**
 * The one exception type and its codes. A code fixes the HTTP status, Prometheus' errorType and the
 * gRPC status in one table. Immutable, usable on any thread.
 */
@NullMarked
package io.carillon.common.error;

import org.jspecify.annotations.NullMarked;
