package io.carillon.distributor.replicate;

import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import org.jspecify.annotations.Nullable;

/** A ring in memory. */
public final class TestingRingView implements RingView {
  private volatile @Nullable Ring ring;

  public TestingRingView(@Nullable Ring ring) {
    this.ring = ring;
  }

  @Override
  public @Nullable Ring current() {
    return ring;
  }

  @Override
  public synchronized boolean offer(Ring offered) {
    Ring before = ring;
    if (before != null && offered.epoch() <= before.epoch()) {
      return false;
    }
    ring = offered;
    return true;
  }
}
