/**
 * The arithmetic of PromQL: functions over numbers, over the samples of a window, over buckets and
 * labels, and the notes they leave for the reader of the answer. Nothing here knows series, steps
 * or storage. Results equal Prometheus' to the last bit, therefore elementary functions and sorting
 * follow the Go libraries that it uses.
 */
@NullMarked
package io.carillon.querier.function;

import org.jspecify.annotations.NullMarked;
