package io.carillon.distributor.validate;

import java.util.List;

/**
 * An exemplar as a sender gave it.
 *
 * @param namesAndValues name, value, name, value … in any order; not to be changed
 * @param isUtf8 false when any of them was no valid UTF-8; it then has replacement characters
 * @param value any float
 * @param timestampMs when it was observed
 */
public record UncheckedExemplar(
    List<String> namesAndValues, boolean isUtf8, double value, long timestampMs) {}
