/**
 * What head and blocks have in common: how series are found by their labels and how they are walked
 * in label order. A {@link io.carillon.ingester.index.PostingsIndex} belongs to one tenant in one
 * head or block; it has one writer at a time, its owner orders reads after writes.
 */
@NullMarked
package io.carillon.ingester.index;

import org.jspecify.annotations.NullMarked;
