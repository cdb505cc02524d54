/**
 * Labels of the series in memory, and how series are walked in label order, from memory and from
 * sealed files alike. {@link io.carillon.ingester.index.SeriesIndex} has all tenants' series: label
 * sets as numbers off the heap, and for each label the series that have it. Its lock is held for
 * short slices; selections and orders are made of copies.
 */
@NullMarked
package io.carillon.ingester.index;

import org.jspecify.annotations.NullMarked;
