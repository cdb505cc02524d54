package io.carillon.deploy.cli;

import io.carillon.common.cluster.RingStatus;
import io.carillon.common.cluster.RingStatus.Coverage;
import io.carillon.common.cluster.RingStatus.PartitionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the status of a ring: facts, instances, and how partitions are covered. */
final class RingOutput {
  private RingOutput() {}

  static String render(RingStatus ring, int terminalWidth) {
    if (!ring.notReadyReason().isEmpty()) {
      return "No ring yet: " + ring.notReadyReason() + "\n";
    }
    StringBuilder out = new StringBuilder();
    out.append("Cluster ").append(ring.clusterId());
    out.append(", epoch ").append(ring.epoch());
    out.append(", ").append(ring.partitionCount()).append(" partitions");
    out.append(", replication factor ").append(ring.replicationFactor()).append("\n\n");
    out.append(instances(ring).render(terminalWidth)).append('\n');
    out.append(groups(ring).render(terminalWidth)).append('\n');
    appendCoverage(out, ring.coverage());
    for (RingStatus.OutsideMember member : ring.membersNotInRing()) {
      out.append(member.id()).append(" at ").append(member.grpcAddress());
      out.append(" in zone ").append(member.zone()).append(": ").append(member.note()).append('\n');
    }
    return out.toString();
  }

  private static TextTable instances(RingStatus ring) {
    List<List<String>> rows = new ArrayList<>();
    for (RingStatus.InstanceStatus instance : ring.instances()) {
      rows.add(
          List.of(
              instance.id(),
              instance.zone(),
              instance.state().toLowerCase(Locale.ROOT),
              instance.isReachable() ? "yes" : "no",
              Integer.toString(instance.partitions()),
              orDash(instance.grpcAddress()),
              orDash(instance.httpAddress())));
    }
    return new TextTable(
        List.of("INSTANCE", "ZONE", "STATE", "REACHABLE", "PARTITIONS", "GRPC", "HTTP"), rows);
  }

  private static TextTable groups(RingStatus ring) {
    List<List<String>> rows = new ArrayList<>();
    for (RingStatus.GroupStatus group : ring.groups()) {
      rows.add(
          List.of(
              String.join(",", group.instances()),
              Integer.toString(group.partitions()),
              group.reachable() + " of " + group.instances().size()));
    }
    return new TextTable(List.of("REPLICA GROUP", "PARTITIONS", "REACHABLE"), rows);
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static void appendCoverage(StringBuilder out, Coverage coverage) {
    out.append("Partitions with all replicas reachable: ").append(coverage.full()).append('\n');
    out.append("Fewer, but a quorum: ").append(coverage.atQuorum()).append('\n');
    out.append("Below quorum: ").append(coverage.belowQuorum());
    out.append(ranges(coverage.belowQuorumRanges())).append('\n');
    out.append("Missing: ").append(coverage.missing());
    out.append(ranges(coverage.missingRanges())).append('\n');
  }

  private static String ranges(List<PartitionRange> ranges) {
    return ranges.isEmpty()
        ? ""
        : ranges.stream()
            .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + "-" + r.last())
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
