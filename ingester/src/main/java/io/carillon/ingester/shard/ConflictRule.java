package io.carillon.ingester.shard;

/** What happens to a sample whose time a series has already with another value. */
public enum ConflictRule {
  /** The greater one stays, by a rule that does not depend on the order of arrival. */
  MERGE,
  /** The later one to arrive is refused where the earlier one is still in memory. */
  REJECT
}
