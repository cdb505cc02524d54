/**
 * Label sets, matchers and the hash that places a series on the ring. Label order everywhere is the
 * unsigned byte order of UTF-8, never {@code String.compareTo}. All types are immutable.
 */
@NullMarked
package io.carillon.common.labels;

import org.jspecify.annotations.NullMarked;
