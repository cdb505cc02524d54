/** Addresses of nodes. Immutable values. */
@NullMarked
package io.carillon.common.net;

import org.jspecify.annotations.NullMarked;
