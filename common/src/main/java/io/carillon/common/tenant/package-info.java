/** Tenants: the unit of isolation of data, limits and access. Immutable values. */
@NullMarked
package io.carillon.common.tenant;

import org.jspecify.annotations.NullMarked;
