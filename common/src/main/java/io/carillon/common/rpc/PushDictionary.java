package io.carillon.common.rpc;

import io.carillon.common.labels.Labels;
import java.util.HashMap;
import java.util.Map;

/** The series that a push stream has named, by reference from 1. Not thread-safe. */
final class PushDictionary {
  private final Map<Labels, Integer> refOfLabels = new HashMap<>();
  private long sizeBytes;

  /** The reference of a series; 0 when the stream has not named it. */
  int find(Labels labels) {
    return refOfLabels.getOrDefault(labels, 0);
  }

  /** Gives a series that is not there the next reference. */
  int add(Labels labels) {
    int ref = refOfLabels.size() + 1;
    refOfLabels.put(labels, ref);
    sizeBytes += IngestProto.dictionaryBytes(labels);
    return ref;
  }

  /** As the receiver counts it. */
  long sizeBytes() {
    return sizeBytes;
  }
}
