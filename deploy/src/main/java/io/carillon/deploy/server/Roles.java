package io.carillon.deploy.server;

import io.carillon.common.cluster.Role;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.RingView;
import io.carillon.common.rpc.FederationGrpcService;
import io.carillon.common.rpc.RpcServerConfig;
import io.carillon.common.store.Replicas;
import io.carillon.common.telemetry.SelfMetrics;
import io.carillon.common.telemetry.SelfMetricsLoop;
import io.carillon.common.telemetry.SelfScrape;
import io.carillon.common.tenant.TenantId;
import io.carillon.deploy.cli.ServerSettings;
import io.carillon.distributor.Distributor;
import io.carillon.distributor.WriteOutcome;
import io.carillon.querier.api.ApiConfig;
import io.carillon.querier.api.QueryApi;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.QueryWorkers;
import io.carillon.querier.fanout.FanoutConfig;
import io.carillon.querier.fanout.FanoutSource;
import io.grpc.BindableService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The distributor and the querier of a process, as far as its settings name them. */
final class Roles {
  /** Version of the Prometheus API that is followed; clients choose features by it. */
  private static final String PROMETHEUS_API_VERSION = "3.14.0";

  private final ServerSettings settings;
  private final Surroundings surroundings;
  private final OpenParts parts;
  private final @Nullable Distributor distributor;
  private final @Nullable FanoutSource fanout;

  Roles(
      ServerSettings settings,
      Surroundings surroundings,
      OpenParts parts,
      RingView ring,
      Replicas replicas) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.parts = parts;
    this.distributor =
        settings.roles().contains(Role.DISTRIBUTOR)
            ? new Distributor(
                settings.writes(),
                ring,
                replicas,
                surroundings.wallClock(),
                surroundings.clock(),
                surroundings.registry())
            : null;
    this.fanout =
        settings.roles().contains(Role.QUERIER)
            ? new FanoutSource(
                ring, replicas, FanoutConfig.DEFAULT, surroundings.clock(), surroundings.registry())
            : null;
  }

  /** What the roles answer over HTTP. */
  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    if (distributor != null) {
      endpoints.addAll(distributor.endpoints());
    }
    if (fanout != null) {
      PromqlEngine engine =
          new PromqlEngine(
              fanout, settings.queries(), surroundings.clock(), surroundings.registry(), workers());
      endpoints.addAll(
          new QueryApi(
                  engine, engine.activeQueries(), fanout, apiConfig(), surroundings.wallClock())
              .endpoints());
    }
    return endpoints;
  }

  private QueryWorkers workers() {
    return parts.add("query workers", new QueryWorkers(Runtime.getRuntime().availableProcessors()));
  }

  private ApiConfig apiConfig() {
    ApiConfig.Build build =
        new ApiConfig.Build(
            PROMETHEUS_API_VERSION,
            surroundings.version(),
            "",
            "",
            "",
            "Java " + Runtime.version().feature());
    return new ApiConfig(build);
  }

  /** What the roles answer over gRPC. */
  List<BindableService> services() {
    return fanout == null
        ? List.of()
        : List.of(new FederationGrpcService(fanout, RpcServerConfig.DEFAULT));
  }

  /** Begins to store the process' own metrics, if it has a distributor and the setting says so. */
  void startSelfMetrics(HostPort httpAddress) {
    if (distributor == null || !settings.selfMetrics()) {
      return;
    }
    SelfMetrics metrics =
        new SelfMetrics(surroundings.registry(), httpAddress.toString(), surroundings.clock());
    parts
        .add(
            "self metrics",
            new SelfMetricsLoop(
                metrics,
                scrape -> store(distributor, scrape),
                surroundings.wallClock(),
                SelfMetricsLoop.INTERVAL))
        .start();
  }

  private static void store(Distributor distributor, SelfScrape scrape) {
    WriteOutcome outcome =
        distributor.write(TenantId.ANONYMOUS, scrape.series(), scrape.metadata());
    if (!outcome.isComplete()) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "own samples were refused: " + outcome.reasons());
    }
  }
}
