/** {@code carillon bench engine}: the storage engine against its targets, and its peers. */
@NullMarked
package io.carillon.deploy.bench.engine;

import org.jspecify.annotations.NullMarked;
