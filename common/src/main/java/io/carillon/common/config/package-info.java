/**
 * Settings: a table of {@link io.carillon.common.config.Setting}s, each at once a flag {@code
 * --name} and a key {@code name} of an optional YAML file. A flag outranks the file, the file the
 * default. Every error names the flag, or the file with line and column. Immutable values, used at
 * start-up.
 */
@NullMarked
package io.carillon.common.config;

import org.jspecify.annotations.NullMarked;
