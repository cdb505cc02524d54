/**
 * HTTP for all roles: a role offers {@link io.carillon.common.http.Endpoint}s and never sees the
 * server. Event loops only move bytes; handlers run on virtual threads and may block.
 */
@NullMarked
package io.carillon.common.http;

import org.jspecify.annotations.NullMarked;
