/**
 * The program: {@link io.carillon.deploy.Carillon} puts the command line and the server together.
 */
@NullMarked
package io.carillon.deploy;

import org.jspecify.annotations.NullMarked;
