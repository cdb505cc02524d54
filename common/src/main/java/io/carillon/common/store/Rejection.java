package io.carillon.common.store;

import io.carillon.common.error.ErrorCode;

/**
 * A series of a batch that was refused while its neighbours were kept.
 *
 * @param seriesIndex index into {@link PushBatch#series}
 * @param code why, for programs
 * @param text why, for people
 */
public record Rejection(int seriesIndex, ErrorCode code, String text) {}
