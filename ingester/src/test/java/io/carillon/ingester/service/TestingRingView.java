package io.carillon.ingester.service;

import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A ring that a test sets. */
final class TestingRingView implements RingView {
  private volatile @Nullable Ring ring;

  TestingRingView(@Nullable Ring ring) {
    this.ring = ring;
  }

  /** One instance holds everything. */
  static Ring single(String instanceId, long epoch) {
    return new Ring(
        "cluster",
        epoch,
        8,
        1,
        List.of(instance(instanceId)),
        List.of(new ReplicaGroup(List.of(instanceId))),
        Collections.nCopies(8, 0));
  }

  /** The first instance holds the even partitions, the second one the odd ones. */
  static Ring halves(String first, String second, long epoch) {
    return new Ring(
        "cluster",
        epoch,
        8,
        1,
        List.of(instance(first), instance(second)),
        List.of(new ReplicaGroup(List.of(first)), new ReplicaGroup(List.of(second))),
        IntStream.range(0, 8).mapToObj(p -> p % 2).toList());
  }

  private static Instance instance(String id) {
    return new Instance(id, "zone", InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT);
  }

  void set(@Nullable Ring newRing) {
    ring = newRing;
  }

  @Override
  public @Nullable Ring current() {
    return ring;
  }

  @Override
  public boolean offer(Ring newRing) {
    ring = newRing;
    return true;
  }
}
