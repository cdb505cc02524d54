package io.carillon.deploy.server;

import io.carillon.common.cluster.Cluster;
import io.carillon.common.cluster.ClusterMember;
import io.carillon.common.cluster.ClusterSettings;
import io.carillon.common.cluster.GrpcRingPeers;
import io.carillon.common.cluster.RingMetrics;
import io.carillon.common.cluster.RingStatus;
import io.carillon.common.cluster.RingStatusApi;
import io.carillon.common.cluster.Role;
import io.carillon.common.error.CarillonException;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpLimits;
import io.carillon.common.http.HttpService;
import io.carillon.common.http.StandardEndpoints;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.LocalRing;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingSettings;
import io.carillon.common.ring.RingStore;
import io.carillon.common.rpc.AddressBook;
import io.carillon.common.rpc.IngestGrpcService;
import io.carillon.common.rpc.IngestIdentity;
import io.carillon.common.rpc.LocalInstance;
import io.carillon.common.rpc.RpcClientConfig;
import io.carillon.common.rpc.RpcClientContext;
import io.carillon.common.rpc.RpcMetrics;
import io.carillon.common.rpc.RpcReplicas;
import io.carillon.common.rpc.RpcServer;
import io.carillon.common.rpc.RpcServerConfig;
import io.carillon.common.rpc.SeriesGrpcService;
import io.carillon.common.store.Replicas;
import io.carillon.deploy.cli.ServerSettings;
import io.carillon.ingester.api.FlushApi;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.service.DataDirectory;
import io.carillon.ingester.service.Ingester;
import io.carillon.ingester.service.IngesterEnvironment;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of Carillon with the roles that its settings name. Open until closed. */
final class Node implements AutoCloseable {
  /** How long calls that run may go on after the listeners are closed. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

  private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().start(task);

  private final ServerSettings settings;
  private final Surroundings surroundings;
  private final OpenParts parts = new OpenParts();
  private final RpcMetrics rpcMetrics;
  private final CompletableFuture<CarillonException> mustStop = new CompletableFuture<>();
  private HostPort httpAddress;

  private Node(ServerSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.rpcMetrics = new RpcMetrics(surroundings.registry(), surroundings.clock());
    this.httpAddress = settings.httpAddress();
  }

  /**
   * Opens everything; when one part cannot be opened, those before it are closed again.
   *
   * @param fatal told when the disk no longer keeps what is written: the process must end at once
   * @throws CarillonException naming the setting to change
   */
  static Node open(ServerSettings settings, Surroundings surroundings, Consumer<Throwable> fatal) {
    Node node = new Node(settings, surroundings);
    try {
      node.openParts(fatal);
      return node;
    } catch (Throwable e) {
      node.close();
      throw e;
    }
  }

  private void openParts(Consumer<Throwable> fatal) {
    parts.add("data directory", DataDirectory.open(settings.dataDir()));
    InstanceIdentity identity = InstanceIdentity.open(settings.dataDir(), surroundings.random());
    RingHolder ring = RingHolder.open(RingStore.newest(settings.dataDir()), identity);
    Cluster cluster = cluster(identity, ring);
    Ingester ingester = ingester(identity, ring, fatal);
    List<BindableService> services = new ArrayList<>();
    if (cluster != null) {
      services.add(cluster.ringService());
    }
    if (ingester != null) {
      IngestIdentity ingestIdentity =
          new IngestIdentity(identity.id(), identity.incarnation(), ring);
      services.add(
          parts.add(
              "push streams",
              new IngestGrpcService(ingester, ingestIdentity, RpcServerConfig.DEFAULT)));
      services.add(new SeriesGrpcService(ingester, RpcServerConfig.DEFAULT));
    }
    Roles roles =
        new Roles(settings, surroundings, parts, ring, replicas(identity, ring, cluster, ingester));
    services.addAll(roles.services());
    RpcServer rpc =
        parts.add(
            "gRPC server",
            RpcServer.start(settings.grpcAddress(), services, RpcServerConfig.DEFAULT, rpcMetrics));
    startHttp(roles, identity, ring, cluster, ingester);
    if (cluster != null) {
      parts.add("cluster", cluster).start(rpc.address(), httpAddress);
      var _ = cluster.refusal().thenAccept(mustStop::complete);
    }
    RingMetrics.register(surroundings.registry(), () -> ringStatus(identity, ring, cluster));
    roles.startSelfMetrics(httpAddress);
  }

  private @Nullable Cluster cluster(InstanceIdentity identity, RingHolder ring) {
    RingSettings ringSettings = new RingSettings(settings.replicationFactor(), null);
    String zone = settings.zone().orElse(identity.id());
    if (settings.join().isEmpty()) {
      LocalRing.open(ring, identity, zone, ringSettings, surroundings.random());
      return null;
    }
    ClusterSettings clusterSettings =
        new ClusterSettings(
            settings.clusterAddress().orElseThrow(),
            settings.join(),
            settings.roles(),
            zone,
            ringSettings);
    return new Cluster(
        clusterSettings,
        identity,
        ring,
        settings.dataDir(),
        GrpcRingPeers::openPlaintext,
        VIRTUAL_THREADS,
        surroundings.random(),
        surroundings.clock());
  }

  private @Nullable Ingester ingester(
      InstanceIdentity identity, RingHolder ring, Consumer<Throwable> fatal) {
    if (!settings.roles().contains(Role.INGESTER)) {
      return null;
    }
    IngesterEnvironment environment =
        new IngesterEnvironment(
            new DiskFileStore(),
            surroundings.wallClock(),
            surroundings.clock(),
            surroundings.random(),
            surroundings.registry(),
            fatal);
    return parts.add(
        "ingester", Ingester.open(settings.storage(), identity.id(), ring, environment));
  }

  private Replicas replicas(
      InstanceIdentity identity,
      RingHolder ring,
      @Nullable Cluster cluster,
      @Nullable Ingester ingester) {
    ScheduledExecutorService timer =
        parts.add(
            "timer",
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("rpc-timer").daemon().factory()));
    AddressBook addressBook = cluster == null ? _ -> null : cluster.addressBook();
    RpcClientContext context =
        new RpcClientContext(
            RpcClientConfig.DEFAULT,
            ring,
            identity.incarnation(),
            surroundings.clock(),
            timer,
            rpcMetrics);
    LocalInstance local =
        ingester == null ? null : new LocalInstance(identity.id(), ingester, ingester);
    return parts.add("replicas", new RpcReplicas(addressBook, local, context));
  }

  private void startHttp(
      Roles roles,
      InstanceIdentity identity,
      RingHolder ring,
      @Nullable Cluster cluster,
      @Nullable Ingester ingester) {
    List<Endpoint> endpoints = new ArrayList<>(roles.endpoints());
    if (ingester != null) {
      endpoints.addAll(new FlushApi(ingester).endpoints());
    }
    endpoints.addAll(new RingStatusApi(() -> ringStatus(identity, ring, cluster)).endpoints());
    endpoints.addAll(
        StandardEndpoints.of(
            surroundings.registry(), new Readiness(ring, cluster, surroundings.clock())));
    HttpService http =
        new HttpService(
            settings.httpAddress(),
            endpoints,
            HttpLimits.forHeap(Runtime.getRuntime().maxMemory()),
            surroundings.registry(),
            surroundings.clock());
    httpAddress = http.start();
    parts.add("HTTP server", () -> http.stop(DRAIN_LIMIT));
  }

  private RingStatus ringStatus(
      InstanceIdentity identity, RingHolder ring, @Nullable Cluster cluster) {
    if (cluster != null) {
      return RingStatus.of(ring.current(), cluster.members(), cluster.notReadyReason());
    }
    ClusterMember self =
        ClusterMember.alone(
            identity,
            settings.roles(),
            settings.zone().orElse(identity.id()),
            settings.grpcAddress(),
            httpAddress);
    return RingStatus.of(ring.current(), List.of(self), null);
  }

  /** Where the HTTP API really listens. */
  HostPort httpAddress() {
    return httpAddress;
  }

  /** Completes with the reason when the cluster refuses this node, so that it must stop. */
  CompletableFuture<CarillonException> mustStop() {
    return mustStop.copy();
  }

  @Override
  public void close() {
    parts.close();
  }
}
