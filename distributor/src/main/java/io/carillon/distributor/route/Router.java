package io.carillon.distributor.route;

import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits a request over the replica groups of a ring. One instance routes one request. */
public final class Router {
  /** The newest delete that a distributor knows; there are no deletes yet. */
  private static final long DELETE_NUMBER = 0;

  private final HashedWrite write;
  private final Ring ring;
  private final @Nullable Share[] shareOfRingGroup;
  private final List<Share> shares = new ArrayList<>();
  private final int[] groupOfSeries;

  private Router(HashedWrite write, Ring ring) {
    this.write = write;
    this.ring = ring;
    this.shareOfRingGroup = new Share[ring.groups().size()];
    this.groupOfSeries = new int[write.series().size()];
  }

  /** One batch for each ingester that holds a partition of the request. */
  public static RoutedWrite route(HashedWrite write, Ring ring) {
    Router router = new Router(write, ring);
    router.assignGroups();
    return new RoutedWrite(
        ring,
        router.shares.stream()
            .map(share -> new GroupShare(share.replicas, share.partitions))
            .toList(),
        router.groupOfSeries,
        router.buildBatches());
  }

  private void assignGroups() {
    for (int i = 0; i < groupOfSeries.length; i++) {
      Share share = shareOf(write.hashes()[i]);
      share.seriesIndexes.add(i);
      groupOfSeries[i] = share.index;
    }
    for (int i = 0; i < write.exemplars().size(); i++) {
      shareOf(write.exemplarHashes()[i]).exemplars.add(write.exemplars().get(i));
    }
    for (int i = 0; i < write.metadata().size(); i++) {
      shareOf(write.metadataHashes()[i]).metadata.add(write.metadata().get(i));
    }
  }

  private Share shareOf(long hash) {
    int partition = ring.partition(hash);
    int ringGroup = ring.groupOfPartition().get(partition);
    Share share = shareOfRingGroup[ringGroup];
    if (share == null) {
      share = new Share(shares.size(), ring.groups().get(ringGroup));
      shareOfRingGroup[ringGroup] = share;
      shares.add(share);
    }
    share.partitions.set(partition);
    return share;
  }

  private List<ReplicaBatch> buildBatches() {
    LinkedHashMap<String, List<Integer>> groupsOfInstance = new LinkedHashMap<>();
    for (Share share : shares) {
      for (String instanceId : share.replicas.instanceIds()) {
        groupsOfInstance.computeIfAbsent(instanceId, _ -> new ArrayList<>()).add(share.index);
      }
    }
    Map<List<Integer>, BatchContent> contentOfGroups = new HashMap<>();
    List<ReplicaBatch> batches = new ArrayList<>(groupsOfInstance.size());
    groupsOfInstance.forEach(
        (instanceId, groups) ->
            batches.add(
                new ReplicaBatch(
                    instanceId, contentOfGroups.computeIfAbsent(groups, this::buildContent))));
    return batches;
  }

  private BatchContent buildContent(List<Integer> groups) {
    List<SeriesSamples> series = new ArrayList<>();
    List<SeriesExemplars> exemplars = new ArrayList<>();
    List<MetricMetadata> metadata = new ArrayList<>();
    List<Integer> seriesIndexes = new ArrayList<>();
    long sizeBytes = 0;
    for (int group : groups) {
      Share share = shares.get(group);
      for (int i : share.seriesIndexes) {
        series.add(write.series().get(i));
        seriesIndexes.add(i);
        sizeBytes += write.sizesBytes()[i];
      }
      exemplars.addAll(share.exemplars);
      sizeBytes += share.exemplars.stream().mapToLong(MemorySize::of).sum();
      metadata.addAll(share.metadata);
      sizeBytes += share.metadata.stream().mapToInt(MemorySize::of).sum();
    }
    return new BatchContent(
        new PushBatch(write.tenant(), ring.epoch(), DELETE_NUMBER, series, metadata, exemplars),
        toArray(seriesIndexes),
        toArray(groups),
        sizeBytes);
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A replica group's share while it grows. */
  private static final class Share {
    private final int index;
    private final ReplicaGroup replicas;
    private final BitSet partitions = new BitSet();
    private final List<Integer> seriesIndexes = new ArrayList<>();
    private final List<SeriesExemplars> exemplars = new ArrayList<>();
    private final List<MetricMetadata> metadata = new ArrayList<>();

    Share(int index, ReplicaGroup replicas) {
      this.index = index;
      this.replicas = replicas;
    }
  }
}
