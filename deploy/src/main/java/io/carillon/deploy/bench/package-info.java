/**
 * Benchmarks that start real servers, ours and others, on this machine and put the same load on
 * each. They measure from outside: CPU and memory of the process as the kernel counts them.
 */
@NullMarked
package io.carillon.deploy.bench;

import org.jspecify.annotations.NullMarked;
