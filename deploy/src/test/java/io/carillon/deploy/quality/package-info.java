/** Checks of the sources of all modules: formatting, direction of dependencies, banned calls. */
@NullMarked
package io.carillon.deploy.quality;

import org.jspecify.annotations.NullMarked;
