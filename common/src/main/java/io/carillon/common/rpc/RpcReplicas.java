package io.carillon.common.rpc;

import io.carillon.common.net.HostPort;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingesters over gRPC: a channel for each, opened when it is first asked for and replaced when
 * its address changes; the one of this process is called directly. Thread-safe; no method waits for
 * the network.
 */
public final class RpcReplicas implements Replicas, AutoCloseable {
  /** What is open for one instance. */
  private record Remote(
      HostPort address, ManagedChannel channel, RemoteSampleSink sink, RemoteSeriesSource source) {
    void close() {
      sink.close();
      channel.shutdownNow();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(RpcReplicas.class);

  /** A dead peer is noticed within the sum of both; servers allow a ping every 5 s. */
  private static final long PING_SECONDS = 10;

  private static final long PING_TIMEOUT_SECONDS = 5;

  /** gRPC's own pauses between attempts grow to two minutes; a node that is back is used sooner. */
  private static final long RECONNECT_MS = 1000;

  private final AddressBook addressBook;
  private final @Nullable LocalInstance local;
  private final RpcClientContext context;
  private final ConcurrentHashMap<String, Remote> remotes = new ConcurrentHashMap<>();
  private final ScheduledFuture<?> reconnecter;
  private volatile boolean isClosed;

  /**
   * Replicas that are reached by what the address book says.
   *
   * @param local the ingester of this process; null when it has none
   */
  public RpcReplicas(
      AddressBook addressBook, @Nullable LocalInstance local, RpcClientContext context) {
    this.addressBook = addressBook;
    this.local = local;
    this.context = context;
    this.reconnecter =
        context
            .timer()
            .scheduleWithFixedDelay(
                this::reconnect, RECONNECT_MS, RECONNECT_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public @Nullable SampleSink sink(String instanceId) {
    if (local != null && local.instanceId().equals(instanceId)) {
      return local.sink();
    }
    Remote remote = remote(instanceId);
    return remote == null ? null : remote.sink();
  }

  @Override
  public @Nullable SeriesSource source(String instanceId) {
    if (local != null && local.instanceId().equals(instanceId)) {
      return local.source();
    }
    Remote remote = remote(instanceId);
    return remote == null ? null : remote.source();
  }

  @Override
  public void close() {
    isClosed = true;
    reconnecter.cancel(false);
    for (String instanceId : List.copyOf(remotes.keySet())) {
      Remote remote = remotes.remove(instanceId);
      if (remote != null) {
        remote.close();
      }
    }
  }

  private @Nullable Remote remote(String instanceId) {
    HostPort address = addressBook.grpcAddress(instanceId);
    Remote known = remotes.get(instanceId);
    if (known != null && known.address().equals(address)) {
      return known;
    }
    // Closing completes futures of callers, which must not happen inside the map.
    List<Remote> outdated = new ArrayList<>(1);
    Remote current =
        remotes.compute(
            instanceId,
            (_, old) -> {
              if (old != null && old.address().equals(address)) {
                return old;
              }
              if (old != null) {
                outdated.add(old);
              }
              return address == null || isClosed ? null : open(instanceId, address);
            });
    for (Remote remote : outdated) {
      LOG.info("ingester moved instance={} from={} to={}", instanceId, remote.address(), address);
      remote.close();
    }
    return current;
  }

  private Remote open(String instanceId, HostPort address) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .executor(RpcServer.VIRTUAL_THREADS)
            .intercept(context.metrics().clientInterceptor())
            .maxInboundMessageSize(context.config().maxMessageBytes())
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .build();
    return new Remote(
        address,
        channel,
        new RemoteSampleSink(instanceId, channel, context),
        RemoteSeriesSource.ofInstance(instanceId, channel, context.config()));
  }

  private void reconnect() {
    for (Remote remote : remotes.values()) {
      if (remote.channel().getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        remote.channel().resetConnectBackoff();
      }
    }
  }
}
