/**
 * Decides which samples are kept: a bad series or sample is reported, its neighbours stay. What
 * passes has labels in order, samples in order of time, and bits of values as they came. One {@link
 * io.carillon.distributor.validate.WriteValidator} belongs to one request and one thread.
 */
@NullMarked
package io.carillon.distributor.validate;

import org.jspecify.annotations.NullMarked;
