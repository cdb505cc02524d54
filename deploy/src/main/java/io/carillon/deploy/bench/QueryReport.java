package io.carillon.deploy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Prints what queries took at some servers, a line a query, and the means of all. */
final class QueryReport {
  private final PrintWriter out;
  private final List<QueryTarget> peers;
  private final List<Row> rows = new ArrayList<>();

  /** The times of one query by server. */
  private record Row(
      BenchQuery query,
      QueryTimer.Timing ours,
      Map<String, QueryTimer.Timing> timings,
      double evaluationMs) {
    QueryTimer.Timing of(QueryTarget server) {
      return Objects.requireNonNull(timings.get(server.name()));
    }

    double ratio(QueryTarget peer) {
      return ours.ms() / of(peer).ms();
    }

    double evaluationRatio(QueryTarget peer) {
      return evaluationMs / of(peer).ms();
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
    out.printf(Locale.ROOT, "%9s %9s %8s %9s", "evaluate", "carillon", "CPU ms", "KiB");
    for (QueryTarget peer : peers) {
      out.printf(Locale.ROOT, " | %10.10s %8s %7s %8s", peer.name(), "CPU ms", "ratio", "differ");
    }
    out.println(" | steps query");
    out.flush();
  }

  /**
   * Prints one query.
   *
   * @param timings by server
   * @param evaluationMs of the engine alone, NaN when that is not measured
   */
  void add(BenchQuery query, Map<String, QueryTimer.Timing> timings, double evaluationMs)
      throws IOException {
    QueryTimer.Timing ours = Objects.requireNonNull(timings.get(QueryTarget.CARILLON));
    Row row = new Row(query, ours, timings, evaluationMs);
    rows.add(row);
    List<String> notes = new ArrayList<>();
    timings.forEach((server, timing) -> noteError(server, timing, notes));
    out.printf(
        Locale.ROOT,
        "%9s %9.2f %8.1f %9.1f",
        Double.isNaN(evaluationMs) ? "-" : String.format(Locale.ROOT, "%.2f", evaluationMs),
        ours.ms(),
        ours.cpuMs(),
        ours.answer().body().length / 1024.0);
    for (QueryTarget peer : peers) {
      QueryTimer.Timing theirs = row.of(peer);
      String differing = differing(peer, ours.answer(), theirs.answer(), notes);
      out.printf(Locale.ROOT, " | %10.2f %8.1f", theirs.ms(), theirs.cpuMs());
      out.printf(Locale.ROOT, " %7.3f %8s", row.ratio(peer), differing);
    }
    out.printf(Locale.ROOT, " | %5d %s%n", query.steps(), query.title());
    notes.forEach(note -> out.println("          " + note));
    out.flush();
  }

  private static void noteError(String server, QueryTimer.Timing timing, List<String> notes) {
    if (!timing.answer().isOk()) {
      notes.add(server + " answered " + timing.answer().status() + ": " + timing.answer().text());
    }
  }

  private static String differing(
      QueryTarget peer,
      RangeQueryClient.Answer ours,
      RangeQueryClient.Answer theirs,
      List<String> notes)
      throws IOException {
    if (!ours.isOk() || !theirs.isOk()) {
      return "-";
    }
    AnswerComparison comparison = AnswerComparison.of(ours.body(), theirs.body());
    if (comparison.differing() > 0 && peer.name().equals(QueryTarget.PROMETHEUS)) {
      notes.add("of " + comparison.points() + " points differs first " + comparison.first());
    }
    return Long.toString(comparison.differing());
  }

  /** Prints geometric means and largest ratios over the queries that both answered. */
  void end() {
    for (QueryTarget peer : peers) {
      printMean("carillon", peer, row -> row.ratio(peer));
      printMean("evaluation alone", peer, row -> row.evaluationRatio(peer));
    }
    out.flush();
  }

  private void printMean(String what, QueryTarget peer, ToDoubleFunction<Row> ratio) {
    List<Row> compared =
        rows.stream().filter(row -> Double.isFinite(ratio.applyAsDouble(row))).toList();
    if (compared.isEmpty()) {
      return;
    }
    double logs = compared.stream().mapToDouble(row -> Math.log(ratio.applyAsDouble(row))).sum();
    Row worst = Collections.max(compared, Comparator.comparingDouble(ratio));
    out.printf(
        Locale.ROOT,
        "%s : %s = %.3f (geometric mean of %d), at most %.3f: %s%n",
        what,
        peer.name(),
        Math.exp(logs / compared.size()),
        compared.size(),
        ratio.applyAsDouble(worst),
        worst.query().title());
  }
}
