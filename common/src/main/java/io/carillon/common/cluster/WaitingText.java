package io.carillon.common.cluster;

import java.util.List;

/** What a node without ring waits for, in words for an operator. */
final class WaitingText {
  private WaitingText() {}

  static String of(
      JoinList join, List<ClusterMember> members, Answers<RingPeers.Description> answers) {
    StringBuilder text =
        new StringBuilder("waiting for the first ring, which needs all ingesters of --join");
    List<ClusterMember> named = join.named(members);
    append(text, "not there: ", join.missing(members));
    append(text, "no answer on gRPC: ", answers.errors().isEmpty() ? "" : answers.errorText());
    append(
        text,
        "named by --join, but no ingesters: ",
        named.stream().filter(m -> !m.isIngester()).map(ClusterMember::clusterAddress).toList());
    if (members.isEmpty()) {
      append(text, "this node has ", "not joined its cluster port yet");
    } else if (join.missing(members).isEmpty()) {
      append(text, "proposed by: ", List.of(join.lowest()));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String what, List<?> items) {
    append(text, what, items.isEmpty() ? "" : items.toString());
  }

  private static void append(StringBuilder text, String what, String items) {
    if (!items.isEmpty()) {
      text.append("; ").append(what).append(items);
    }
  }
}
