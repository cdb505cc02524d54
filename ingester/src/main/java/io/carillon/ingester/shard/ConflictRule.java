package io.carillon.ingester.shard;

/** What happens to a sample whose time a series has already with another value. */
public enum ConflictRule {
  /** The greater one stays, by a rule that does not depend on the order of arrival. */
  MERGE,
  /**
   * The later one to arrive is refused, with its neighbours of the same series and batch, where the
   * earlier one is in memory still: staged, or frozen while it is being sealed. Sealed files are
   * not read for it.
   */
  REJECT
}
