package io.carillon.querier.function;

/** What became of an addition or subtraction of native histograms. */
public enum HistogramOutcome {
  /** Nothing special. */
  DONE,
  /** One hint says reset and the other no reset. */
  HINTS_COLLIDE,
  /** Custom bounds differed; the bounds that both have are left. */
  BOUNDS_RECONCILED,
  /** Both of the above. */
  HINTS_COLLIDE_AND_BOUNDS_RECONCILED,
  /** One is exponential, the other has custom buckets; nothing was done. */
  INCOMPATIBLE;

  public boolean isIncompatible() {
    return this == INCOMPATIBLE;
  }

  public boolean doHintsCollide() {
    return this == HINTS_COLLIDE || this == HINTS_COLLIDE_AND_BOUNDS_RECONCILED;
  }

  public boolean areBoundsReconciled() {
    return this == BOUNDS_RECONCILED || this == HINTS_COLLIDE_AND_BOUNDS_RECONCILED;
  }

  static HistogramOutcome of(boolean collide, boolean reconciled) {
    if (reconciled) {
      return collide ? HINTS_COLLIDE_AND_BOUNDS_RECONCILED : BOUNDS_RECONCILED;
    }
    return collide ? HINTS_COLLIDE : DONE;
  }
}
