package io.carillon.ingester.block;

import java.util.Map;

/**
 * What merging needs besides the blocks.
 *
 * @param throttle slows it down
 * @param sections unites sections by their kind; those of other kinds are carried over as they are
 */
public record MergeSettings(MergeThrottle throttle, Map<SectionKind, SectionMerger> sections) {
  /** Merges as fast as it can and knows no sections. */
  public static final MergeSettings PLAIN = new MergeSettings(MergeThrottle.NONE, Map.of());

  public MergeSettings {
    sections = Map.copyOf(sections);
  }
}
