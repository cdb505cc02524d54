/**
 * PromQL text to a typed tree and back. The tree is immutable; positions are byte offsets into the
 * UTF-8 text of the query. Errors carry Prometheus' text and position. Nesting is bounded, so that
 * a walk over a tree cannot overflow the stack. All entry points are static and thread-safe.
 */
@NullMarked
package io.carillon.querier.parser;

import org.jspecify.annotations.NullMarked;
