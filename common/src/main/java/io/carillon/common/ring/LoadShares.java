package io.carillon.common.ring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of all partitions each instance should hold: in proportion to its weight, as far as the
 * limits of its zone and of a single instance (which holds a partition once) allow. Immutable.
 */
final class LoadShares {
  private final int replicationFactor;
  private final int[] zoneOf;
  private final int[] weightOf;
  private final int zoneCount;
  private final int maxPerZone;

  /**
   * @param instances sorted by zone and id, at least as many as the replication factor, each with a
   *     positive weight
   */
  LoadShares(List<Instance> instances, int replicationFactor) {
    this.replicationFactor = replicationFactor;
    zoneOf = new int[instances.size()];
    weightOf = new int[instances.size()];
    int zones = 0;
    for (int i = 0; i < zoneOf.length; i++) {
      if (i > 0 && !instances.get(i).zone().equals(instances.get(i - 1).zone())) {
        zones++;
      }
      zoneOf[i] = zones;
      weightOf[i] = instances.get(i).weight();
    }
    zoneCount = zones + 1;
    maxPerZone = maxPerZone();
  }

  /** The zone of an instance as a number from 0. */
  int zoneOf(int instance) {
    return zoneOf[instance];
  }

  int zoneCount() {
    return zoneCount;
  }

  /** How many replicas of a partition may lie in one zone: 1 when there are enough zones. */
  int perZoneLimit() {
    return maxPerZone;
  }

  /**
   * The shares of some instances in a part of all partitions.
   *
   * @param members whether an instance takes part
   * @param height the part, 1 for all partitions
   * @return for each member its share, at most {@code height}, in sum replication factor times
   *     height; null when the members are too few for that
   */
  double @Nullable [] of(boolean[] members, double height) {
    double[] zoneWeight = new double[zoneCount];
    int[] zoneSize = new int[zoneCount];
    for (int i = 0; i < members.length; i++) {
      if (members[i]) {
        zoneWeight[zoneOf[i]] += weightOf[i];
        zoneSize[zoneOf[i]]++;
      }
    }
    double[] zoneCap = new double[zoneCount];
    int places = 0;
    for (int z = 0; z < zoneCount; z++) {
      int most = Math.min(maxPerZone, zoneSize[z]);
      places += most;
      zoneCap[z] = most * height;
    }
    if (places < replicationFactor) {
      return null;
    }
    double[] zoneShare = fill(zoneWeight, zoneCap, replicationFactor * height);
    double[] shares = new double[members.length];
    for (int z = 0; z < zoneCount; z++) {
      fillZone(z, members, zoneShare[z], height, shares);
    }
    return shares;
  }

  private void fillZone(int zone, boolean[] members, double total, double height, double[] shares) {
    double[] weights = new double[members.length];
    double[] caps = new double[members.length];
    int size = 0;
    for (int i = 0; i < members.length; i++) {
      if (members[i] && zoneOf[i] == zone) {
        weights[size] = weightOf[i];
        caps[size++] = height;
      }
    }
    double[] filled = fill(Arrays.copyOf(weights, size), Arrays.copyOf(caps, size), total);
    int next = 0;
    for (int i = 0; i < members.length; i++) {
      if (members[i] && zoneOf[i] == zone) {
        shares[i] = filled[next++];
      }
    }
  }

  private int maxPerZone() {
    int[] zoneSize = new int[zoneCount];
    for (int zone : zoneOf) {
      zoneSize[zone]++;
    }
    for (int limit = 1; limit < replicationFactor; limit++) {
      int most = limit;
      if (Arrays.stream(zoneSize).map(n -> Math.min(n, most)).sum() >= replicationFactor) {
        return limit;
      }
    }
    return replicationFactor;
  }

  /** Shares {@code total} out by weight, none above its cap: what one cannot take, others do. */
  private static double[] fill(double[] weights, double[] caps, double total) {
    Integer[] order = new Integer[weights.length];
    Arrays.setAll(order, i -> i);
    // Those that reach their cap first come first.
    Arrays.sort(
        order,
        Comparator.comparingDouble((Integer i) -> weights[i] == 0 ? 0 : caps[i] / weights[i]));
    double weightLeft = Arrays.stream(weights).sum();
    double left = total;
    double[] shares = new double[weights.length];
    for (int i : order) {
      double share = weightLeft <= 0 ? 0 : Math.min(caps[i], left * weights[i] / weightLeft);
      shares[i] = share;
      left -= share;
      weightLeft -= weights[i];
    }
    return shares;
  }
}
