/**
 * Takes samples from agents and puts them onto enough disks. {@link
 * io.carillon.distributor.Distributor} is all that others see; the way of a sample goes through
 * {@code receive}, {@code validate}, {@code route} and {@code replicate} in this order. It knows
 * ingesters only as {@link io.carillon.common.store.Replicas}. Requests run on virtual threads of
 * the caller; memory is bounded by the bytes in flight of the process and of each ingester.
 */
@NullMarked
package io.carillon.distributor;

import org.jspecify.annotations.NullMarked;
