package io.carillon.common.ring;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** The ring of a node that runs alone: created at once, without asking anyone. */
public final class LocalRing {
  private LocalRing() {}

  /**
   * The ring on disk, or at the first start a new one of this instance alone.
   *
   * @throws CarillonException with BAD_DATA when more than one replica is asked for, with
   *     FAILED_PRECONDITION when the ring on disk has other settings or other instances
   */
  public static Ring open(
      RingHolder holder,
      InstanceIdentity identity,
      String zone,
      RingSettings settings,
      RandomGenerator random) {
    Ring ring = holder.current();
    if (ring == null) {
      String known = identity.clusterId();
      ring =
          RingPlanner.create(
              known == null ? newClusterId(identity, random) : known,
              settings.partitionCountOrDefault(),
              settings.replicationFactorFor(1),
              List.of(
                  new Instance(
                      identity.id(), zone, InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT)));
      holder.offer(ring);
    }
    settings.requireMatches(ring);
    requireAlone(ring, identity);
    return ring;
  }

  /** A cluster id for a new ring: random, beginning with the id of the instance that creates it. */
  public static String newClusterId(InstanceIdentity creator, RandomGenerator random) {
    return creator.id() + HexFormat.of().toHexDigits(random.nextLong());
  }

  /** Whether an instance created the cluster. */
  public static boolean isCreator(InstanceIdentity identity, String clusterId) {
    return clusterId.startsWith(identity.id());
  }

  private static void requireAlone(Ring ring, InstanceIdentity identity) {
    List<String> ids = ring.instances().stream().map(Instance::id).toList();
    if (!ids.equals(List.of(identity.id()))) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          "the ring in --data-dir is of cluster "
              + ring.clusterId()
              + " with ingesters "
              + ids
              + ", but without --join this node, "
              + identity.id()
              + ", runs alone; name the cluster's ingesters with --join, or choose another"
              + " --data-dir");
    }
  }
}
