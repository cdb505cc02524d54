package io.carillon.querier.fanout;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Some {@link TestingReplica}s, a ring over them, and a fan-out that reads them. */
final class TestingCluster implements RingView, Replicas {
  static final int PARTITIONS = 16;

  /** Time-outs that a test waits for in full are short; the others are never reached. */
  static final FanoutConfig CONFIG = new FanoutConfig(400, 30, 2, 1000);

  final Map<String, TestingReplica> replicas = new TreeMap<>();
  final FanoutSource source;
  private volatile @Nullable Ring ring;

  TestingCluster(Ring ring) {
    this(ring, CONFIG);
  }

  TestingCluster(Ring ring, FanoutConfig config) {
    this.ring = ring;
    for (Instance instance : ring.instances()) {
      replicas.put(instance.id(), new TestingReplica(instance.id()));
    }
    source =
        new FanoutSource(this, this, config, MonotonicClock.system(), new PrometheusRegistry());
  }

  /** A ring whose groups are given as the letters of their members: {@code "abc"}. */
  static Ring ring(long epoch, int replicationFactor, String... groups) {
    TreeMap<String, Instance> instances = new TreeMap<>();
    List<ReplicaGroup> replicaGroups = new ArrayList<>();
    for (String group : groups) {
      List<String> ids = group.chars().mapToObj(Character::toString).toList();
      ids.forEach(
          id -> instances.put(id, new Instance(id, "zone-" + id, InstanceState.ACTIVE, 100)));
      replicaGroups.add(new ReplicaGroup(ids));
    }
    List<Integer> groupOfPartition = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      groupOfPartition.add(p * groups.length / PARTITIONS);
    }
    return new Ring(
        "cluster",
        epoch,
        PARTITIONS,
        replicationFactor,
        List.copyOf(instances.values()),
        replicaGroups,
        groupOfPartition);
  }

  TestingReplica replica(String id) {
    TestingReplica replica = replicas.get(id);
    if (replica == null) {
      throw new IllegalArgumentException("no replica " + id);
    }
    return replica;
  }

  /** The members of the group that holds a series. */
  List<String> holders(Labels labels) {
    Ring current = ring;
    if (current == null) {
      throw new IllegalStateException("no ring");
    }
    long hash = new LabelHash().hash(TenantId.ANONYMOUS, labels);
    return current.group(current.partition(hash)).instanceIds();
  }

  /** Stores samples on all replicas of a series. */
  void put(Labels labels, SampleColumn samples) {
    holders(labels).forEach(id -> put(id, labels, samples));
  }

  /** Stores samples on one replica. */
  void put(String id, Labels labels, SampleColumn samples) {
    replica(id).data.merge(labels, samples, SampleMerger::merge);
  }

  /** Selects everything. */
  Map<Labels, SampleColumn> selectAll() {
    Map<Labels, SampleColumn> result = new TreeMap<>();
    try (SeriesStream stream = source.select(selectRequest())) {
      Labels previous = null;
      for (SelectedSeries s = stream.next(); s != null; s = stream.next()) {
        if (previous != null && previous.compareTo(s.labels()) >= 0) {
          throw new AssertionError(s.labels() + " after " + previous);
        }
        previous = s.labels();
        result.put(s.labels(), ReplicaUnion.column(s));
      }
      if (!stream.trailer().instanceId().isEmpty() || !stream.trailer().unvouched().isEmpty()) {
        throw new AssertionError("unexpected trailer " + stream.trailer());
      }
    }
    return result;
  }

  static SelectRequest selectRequest() {
    return new SelectRequest(TenantId.ANONYMOUS, 0, 0, 1_000_000, List.of(), SelectHints.NONE);
  }

  static LabelsRequest labelsRequest(int limit) {
    return new LabelsRequest(TenantId.ANONYMOUS, 0, 0, 1_000_000, List.of(), limit);
  }

  @Override
  public @Nullable Ring current() {
    return ring;
  }

  void forgetRing() {
    ring = null;
  }

  @Override
  public boolean offer(Ring offered) {
    Ring current = ring;
    if (current != null && current.epoch() >= offered.epoch()) {
      return false;
    }
    ring = offered;
    return true;
  }

  @Override
  public @Nullable SampleSink sink(String instanceId) {
    return null;
  }

  @Override
  public @Nullable SeriesSource source(String instanceId) {
    return replicas.get(instanceId);
  }
}
