package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What several nodes answered to one call.
 *
 * @param values the answers of those that gave one
 * @param errors why the others gave none
 */
record Answers<T>(Map<ClusterMember, T> values, Map<ClusterMember, String> errors) {
  /** Beyond the deadline of every call, so that a peer that breaks its promise stalls nobody. */
  private static final long CALL_TIMEOUT_MS = 5_000;

  /** Asks all at once and waits for all. */
  static <T> Answers<T> ask(
      List<ClusterMember> members, Function<HostPort, CompletableFuture<T>> call) {
    Map<ClusterMember, CompletableFuture<T>> calls = new LinkedHashMap<>();
    members.forEach(m -> calls.put(m, call.apply(m.grpcAddress())));
    Map<ClusterMember, T> values = new LinkedHashMap<>();
    Map<ClusterMember, String> errors = new LinkedHashMap<>();
    calls.forEach(
        (member, future) -> {
          try {
            values.put(member, future.get(CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS));
          } catch (ExecutionException e) {
            errors.put(
                member, String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
          } catch (TimeoutException _) {
            errors.put(member, "no answer within " + CALL_TIMEOUT_MS + " ms");
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            errors.put(member, "interrupted");
          }
        });
    return new Answers<>(values, errors);
  }

  /** The errors with the nodes they came from. */
  String errorText() {
    return errors.entrySet().stream()
        .map(e -> e.getKey().grpcAddress() + ": " + e.getValue())
        .collect(Collectors.joining("; "));
  }
}
