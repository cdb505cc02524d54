package io.carillon.common.store;

/**
 * What a source may use to do less; it may ignore all of it.
 *
 * @param function name of the function or aggregation right above the selector, or empty
 * @param stepMs resolution of the query in milliseconds; 0 for an instant query
 * @param rangeMs range of the range selector in milliseconds; 0 for an instant selector
 * @param limit series wanted at most, the first in label order; 0 means all
 */
public record SelectHints(String function, long stepMs, long rangeMs, int limit) {
  /** No hints. */
  public static final SelectHints NONE = new SelectHints("", 0, 0, 0);
}
