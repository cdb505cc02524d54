/** Whole nodes within the process of the test, as their clients see them. */
@NullMarked
package io.carillon.deploy.server;

import org.jspecify.annotations.NullMarked;
