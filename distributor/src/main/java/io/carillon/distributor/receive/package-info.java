/**
 * From the body of a request to series that nobody has checked yet: what the headers announce, the
 * snappy block format, and a walk over the protobuf of remote write 1.0. No length that a sender
 * claims is believed before it is checked. Stateless, usable on any thread.
 */
@NullMarked
package io.carillon.distributor.receive;

import org.jspecify.annotations.NullMarked;
