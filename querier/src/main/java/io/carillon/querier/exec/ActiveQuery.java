package io.carillon.querier.exec;

/**
 * A query that waits or runs, as it is at one moment.
 *
 * @param id unique on this node while it is up
 * @param query the question
 * @param phase what it does, such as {@code query queue}
 * @param ageMs milliseconds since it came
 * @param memoryBytes memory that it holds, as far as it is counted
 * @param peakMemoryBytes most that it held
 * @param samples samples that it holds
 * @param samplesRead samples that came from the source
 * @param series series that came from the source
 */
public record ActiveQuery(
    long id,
    Query query,
    String phase,
    long ageMs,
    long memoryBytes,
    long peakMemoryBytes,
    long samples,
    long samplesRead,
    long series) {}
