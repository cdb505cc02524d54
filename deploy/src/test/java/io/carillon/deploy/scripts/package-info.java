/** The promqltest scripts over real ingesters, in one process. */
@NullMarked
package io.carillon.deploy.scripts;

import org.jspecify.annotations.NullMarked;
