/**
 * {@code carillon storage}: looks into the data directory of a node that is stopped, or into a copy
 * of one, and writes nothing there. Exit codes are those of all commands; 1 also says that
 * something is damaged.
 */
@NullMarked
package io.carillon.deploy.cli.storage;

import org.jspecify.annotations.NullMarked;
