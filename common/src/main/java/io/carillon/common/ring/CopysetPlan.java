package io.carillon.common.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Two shapes are used. A row is a replica group whose members share a partition with nobody else:
 * with N a multiple of RF and equal weights everything is rows, the fewest groups there can be
 * (Cidon et al., Copysets, USENIX ATC 2013). What is left over, RF to 2 RF - 1 instances of equal
 * weight and zone, or more where weights and zones do not allow rows, is laid end to end on a line
 * of RF times its height and cut into RF columns (McNaughton's wrap-around rule, 1959): every
 * horizontal line through the columns is a group. An instance lies in a column at most once per
 * line since its share is at most the height, and a zone at most as often as its limit, since its
 * instances lie side by side. N instances give at most N different lines.
 */
/**
 * Chooses the replica groups of a cluster and what part of the partitions each holds: as few groups
 * as the balance allows. Used once, by one thread.
 */
final class CopysetPlan {
  /** How far the load of an instance may lie from its fair share for the sake of fewer groups. */
  private static final double TOLERANCE = 0.10;

  private static final double EPSILON = 1e-9;

  private final LoadShares loads;
  private final int replicationFactor;
  private final Affinity affinity;
  private final double[] fairShare;
  private final boolean[] isLeft;
  private final List<Row> rows = new ArrayList<>();
  private int leftCount;
  private double leftHeight = 1;
  private double[] leftShare;

  /** How many partitions two instances share in the ring before; 0 where there is none. */
  @FunctionalInterface
  interface Affinity {
    int shared(int instance, int other);
  }

  /**
   * A group that shares no instance with another.
   *
   * @param members indexes of instances
   * @param height part of all partitions
   */
  record Row(List<Integer> members, double height) {
    Row {
      members = List.copyOf(members);
    }
  }

  CopysetPlan(LoadShares loads, int instanceCount, int replicationFactor, Affinity affinity) {
    this.loads = loads;
    this.replicationFactor = replicationFactor;
    this.affinity = affinity;
    isLeft = new boolean[instanceCount];
    Arrays.fill(isLeft, true);
    leftCount = instanceCount;
    double[] shares = loads.of(isLeft, 1);
    if (shares == null) {
      throw new IllegalArgumentException(
          "expected at least " + replicationFactor + " instances, got " + instanceCount);
    }
    fairShare = shares;
    leftShare = shares;
  }

  /** Takes groups of the ring before as rows, those given first before others. */
  void keepRows(List<int[]> groups) {
    for (int[] group : groups) {
      tryTake(group);
    }
  }

  /** Makes rows of what is left, as long as balance and zones allow. */
  void addRows() {
    boolean[] wasTried = new boolean[isLeft.length];
    for (int seed = nextSeed(wasTried); seed >= 0; seed = nextSeed(wasTried)) {
      wasTried[seed] = true;
      int[] row = rowAround(seed);
      if (row.length == replicationFactor) {
        tryTake(row);
      }
    }
  }

  List<Row> rows() {
    return rows;
  }

  /** The part of all partitions that the rows leave over. */
  double leftHeight() {
    return leftCount == 0 ? 0 : leftHeight;
  }

  /**
   * The groups of what the rows leave over.
   *
   * @param partitions how many partitions they hold together
   * @return one group for each of these partitions, equal ones side by side
   */
  List<List<Integer>> wrapAround(int partitions) {
    int[] owners = new int[replicationFactor * partitions];
    double position = 0;
    for (int i = 0; i < isLeft.length; i++) {
      if (isLeft[i]) {
        int from = scaled(position, partitions);
        position += leftShare[i];
        Arrays.fill(owners, from, Math.min(owners.length, scaled(position, partitions)), i);
      }
    }
    List<List<Integer>> groups = new ArrayList<>(partitions);
    for (int p = 0; p < partitions; p++) {
      List<Integer> group = new ArrayList<>(replicationFactor);
      for (int column = 0; column < replicationFactor; column++) {
        group.add(owners[column * partitions + p]);
      }
      groups.add(group);
    }
    return groups;
  }

  /** Rounds such that positions one height apart are exactly {@code partitions} apart. */
  private int scaled(double position, int partitions) {
    return (int) Math.floor(position / leftHeight * partitions + 0.5 + EPSILON);
  }

  private boolean tryTake(int[] members) {
    double height = Arrays.stream(members).mapToDouble(m -> fairShare[m]).average().orElseThrow();
    boolean isLast = leftCount == replicationFactor;
    if (isLast) {
      height = leftHeight;
    }
    for (int m : members) {
      if (!isLeft[m] || !isFair(height, m)) {
        return false;
      }
    }
    boolean[] rest = isLeft.clone();
    for (int m : members) {
      rest[m] = false;
    }
    double[] restShare = restShare(members, rest, isLast, leftHeight - height);
    if (restShare == null) {
      return false;
    }
    rows.add(new Row(Arrays.stream(members).boxed().toList(), height));
    System.arraycopy(rest, 0, isLeft, 0, rest.length);
    leftCount -= replicationFactor;
    leftHeight -= height;
    leftShare = restShare;
    return true;
  }

  /** The shares of those not in the row; null when the row would break zones or balance. */
  private double @Nullable [] restShare(
      int[] members, boolean[] rest, boolean isLast, double height) {
    int[] perZone = new int[loads.zoneCount()];
    for (int m : members) {
      if (++perZone[loads.zoneOf(m)] > loads.perZoneLimit()) {
        return null;
      }
    }
    if (isLast) {
      return new double[rest.length];
    }
    double[] shares = height <= EPSILON ? null : loads.of(rest, height);
    if (shares == null) {
      return null;
    }
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] && !isFair(shares[i], i)) {
        return null;
      }
    }
    return shares;
  }

  private boolean isFair(double share, int instance) {
    return Math.abs(share - fairShare[instance]) <= TOLERANCE * fairShare[instance] + EPSILON;
  }

  /** The heaviest untried instance of the zone that has most left; -1 when there is none. */
  private int nextSeed(boolean[] wasTried) {
    double[] zoneLeft = zoneLeft();
    int best = -1;
    for (int i = 0; i < isLeft.length; i++) {
      if (isLeft[i] && !wasTried[i] && (best < 0 || isBetterSeed(i, best, zoneLeft))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetterSeed(int instance, int other, double[] zoneLeft) {
    double byZone = zoneLeft[loads.zoneOf(instance)] - zoneLeft[loads.zoneOf(other)];
    return Math.abs(byZone) > EPSILON
        ? byZone > 0
        : fairShare[instance] > fairShare[other] + EPSILON;
  }

  private double[] zoneLeft() {
    double[] zoneLeft = new double[loads.zoneCount()];
    for (int i = 0; i < isLeft.length; i++) {
      if (isLeft[i]) {
        zoneLeft[loads.zoneOf(i)] += leftShare[i];
      }
    }
    return zoneLeft;
  }

  /** A row with members from the zones that have most left; shorter when there are too few. */
  private int[] rowAround(int seed) {
    int[] row = new int[replicationFactor];
    row[0] = seed;
    double[] zoneLeft = zoneLeft();
    int[] perZone = new int[loads.zoneCount()];
    perZone[loads.zoneOf(seed)]++;
    zoneLeft[loads.zoneOf(seed)] -= fairShare[seed];
    for (int size = 1; size < replicationFactor; size++) {
      int next = nextMember(row, size, zoneLeft, perZone);
      if (next < 0) {
        return Arrays.copyOf(row, size);
      }
      row[size] = next;
      perZone[loads.zoneOf(next)]++;
      zoneLeft[loads.zoneOf(next)] -= fairShare[seed];
    }
    return row;
  }

  private int nextMember(int[] row, int size, double[] zoneLeft, int[] perZone) {
    int best = -1;
    for (int i = 0; i < isLeft.length; i++) {
      if (isLeft[i]
          && perZone[loads.zoneOf(i)] < loads.perZoneLimit()
          && !contains(row, size, i)
          && (best < 0 || isBetterMember(i, best, row, size, zoneLeft))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetterMember(int i, int other, int[] row, int size, double[] zoneLeft) {
    double byZone = zoneLeft[loads.zoneOf(i)] - zoneLeft[loads.zoneOf(other)];
    if (Math.abs(byZone) > EPSILON) {
      return byZone > 0;
    }
    double seedShare = fairShare[row[0]];
    double byShare = Math.abs(fairShare[i] - seedShare) - Math.abs(fairShare[other] - seedShare);
    if (Math.abs(byShare) > EPSILON) {
      return byShare < 0;
    }
    return sharedWith(row, size, i) > sharedWith(row, size, other);
  }

  private int sharedWith(int[] row, int size, int instance) {
    int shared = 0;
    for (int i = 0; i < size; i++) {
      shared += affinity.shared(row[i], instance);
    }
    return shared;
  }

  private static boolean contains(int[] row, int size, int instance) {
    for (int i = 0; i < size; i++) {
      if (row[i] == instance) {
        return true;
      }
    }
    return false;
  }
}
