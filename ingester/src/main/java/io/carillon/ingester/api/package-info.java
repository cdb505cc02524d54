/** What an ingester answers over HTTP itself. */
@NullMarked
package io.carillon.ingester.api;

import org.jspecify.annotations.NullMarked;
