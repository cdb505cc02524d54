/**
 * Puts a process together: opens what its roles need in order, and closes it in the reverse order.
 * The only place that knows all roles. {@link io.carillon.deploy.server.Server} runs on the main
 * thread; everything else runs on threads of the parts.
 */
@NullMarked
package io.carillon.deploy.server;

import org.jspecify.annotations.NullMarked;
