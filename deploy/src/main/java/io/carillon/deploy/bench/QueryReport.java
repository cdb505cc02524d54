package io.carillon.deploy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what queries took at some servers, a line a query, and the means of all. */
final class QueryReport {
  private final PrintWriter out;
  private final List<QueryTarget> peers;
  private final List<Row> rows = new ArrayList<>();

  /** The times of one query by server. */
  private record Row(BenchQuery query, Map<String, QueryTimer.Timing> timings) {
    QueryTimer.Timing ours() {
      return timings.get(QueryTarget.CARILLON);
    }

    double ratio(QueryTarget peer) {
      return ours().ms() / timings.get(peer.name()).ms();
    }
  }

  /**
   * A report.
   *
   * @param peers whom Carillon is compared with
   */
  QueryReport(PrintWriter out, List<QueryTarget> peers) {
    this.out = out;
    this.peers = List.copyOf(peers);
  }

  /** Prints the titles. */
  void begin() {
    out.printf(Locale.ROOT, "%9s %8s %9s", "carillon", "CPU ms", "KiB");
    for (QueryTarget peer : peers) {
      out.printf(Locale.ROOT, " | %10.10s %7s %9s", peer.name(), "ratio", "differ");
    }
    out.println(" | steps query");
    out.flush();
  }

  /** Prints one query. */
  void add(BenchQuery query, Map<String, QueryTimer.Timing> timings) throws IOException {
    Row row = new Row(query, timings);
    rows.add(row);
    QueryTimer.Timing ours = row.ours();
    List<String> notes = new ArrayList<>();
    noteError(QueryTarget.CARILLON, ours, notes);
    out.printf(
        Locale.ROOT,
        "%9.2f %8.1f %9.1f",
        ours.ms(),
        ours.cpuMs(),
        ours.answer().body().length / 1024.0);
    for (QueryTarget peer : peers) {
      QueryTimer.Timing theirs = timings.get(peer.name());
      noteError(peer.name(), theirs, notes);
      out.printf(Locale.ROOT, " | %10.2f %7.3f", theirs.ms(), row.ratio(peer));
      out.printf(Locale.ROOT, " %9s", difference(peer, ours, theirs, notes));
    }
    out.printf(Locale.ROOT, " | %5d %s%n", query.steps(), query.text());
    notes.forEach(note -> out.println("          " + note));
    out.flush();
  }

  private static void noteError(String server, QueryTimer.Timing timing, List<String> notes) {
    if (!timing.answer().isOk()) {
      notes.add(server + " answered " + timing.answer().status() + ": " + timing.answer().text());
    }
  }

  private static String difference(
      QueryTarget peer, QueryTimer.Timing ours, QueryTimer.Timing theirs, List<String> notes)
      throws IOException {
    if (!ours.answer().isOk() || !theirs.answer().isOk()) {
      return "-";
    }
    AnswerComparison comparison = AnswerComparison.of(ours.answer().body(), theirs.answer().body());
    if (comparison.differing() > 0 && peer.name().equals(QueryTarget.PROMETHEUS)) {
      notes.add("of " + comparison.points() + " points differs first " + comparison.first());
    }
    return comparison.differing() == 0 ? "0" : Long.toString(comparison.differing());
  }

  /** Prints geometric means and largest ratios over the queries that both answered. */
  void end() {
    for (QueryTarget peer : peers) {
      List<Row> compared = rows.stream().filter(row -> Double.isFinite(row.ratio(peer))).toList();
      if (compared.isEmpty()) {
        continue;
      }
      double logs = compared.stream().mapToDouble(row -> Math.log(row.ratio(peer))).sum();
      Row worst = compared.stream().max(Comparator.comparing(row -> row.ratio(peer))).orElseThrow();
      out.printf(
          Locale.ROOT,
          "carillon : %s = %.3f (geometric mean of %d), at most %.3f: %s%n",
          peer.name(),
          Math.exp(logs / compared.size()),
          compared.size(),
          worst.ratio(peer),
          worst.query().text());
    }
    out.flush();
  }
}
