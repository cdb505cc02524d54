package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.carillon.distributor.route.RoutedWrite;
import java.util.List;

/** Says which partitions lack their write quorum, and which nodes it is due to. */
final class MissingQuorum {
  /** Lines of an error; a large cluster has thousands of groups. */
  private static final int MAX_GROUPS = 10;

  private MissingQuorum() {}

  static Verdict.Missing verdict(RoutedWrite write, List<GroupProgress> all, String silence) {
    List<GroupProgress> missing = all.stream().filter(group -> !group.isDurable()).toList();
    StringBuilder text = new StringBuilder();
    text.append(partitionCount(missing)).append(" of ").append(partitionCount(all));
    text.append(" partitions of this request are not durable on ");
    text.append(write.ring().writeQuorum()).append(" of ").append(write.ring().replicationFactor());
    text.append(" replicas; send it again, nothing is stored twice");
    missing.stream()
        .limit(MAX_GROUPS)
        .forEach(group -> text.append('\n').append(group.describe(silence)));
    if (missing.size() > MAX_GROUPS) {
      text.append("\nand ").append(missing.size() - MAX_GROUPS).append(" more replica groups");
    }
    return new Verdict.Missing(code(missing), text.toString());
  }

  private static int partitionCount(List<GroupProgress> groups) {
    return groups.stream().mapToInt(GroupProgress::partitionCount).sum();
  }

  /** The one retryable code that all replicas give, else UNAVAILABLE. */
  private static ErrorCode code(List<GroupProgress> missing) {
    List<ErrorCode> codes =
        missing.stream().flatMap(GroupProgress::failureCodes).distinct().toList();
    boolean isTelling =
        codes.size() == 1
            && (codes.getFirst() == ErrorCode.OVERLOADED
                || codes.getFirst() == ErrorCode.STORAGE_FULL);
    return isTelling ? codes.getFirst() : ErrorCode.UNAVAILABLE;
  }
}
