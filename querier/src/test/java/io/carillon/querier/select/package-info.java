/** Sources of series that tests make up in memory. */
@NullMarked
package io.carillon.querier.select;

import org.jspecify.annotations.NullMarked;
