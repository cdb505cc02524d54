package io.carillon.common.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.carillon.common.error.CarillonException;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingProto;
import io.carillon.proto.ring.v1.RingState;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The board as a Hazelcast map from cluster id to the bytes of the ring's message. */
final class HazelcastRingBoard implements RingBoard {
  private static final Logger log = LoggerFactory.getLogger(HazelcastRingBoard.class);

  private static final long TIMEOUT_MS = 2_000;

  private final Supplier<@Nullable HazelcastInstance> hazelcast;

  HazelcastRingBoard(Supplier<@Nullable HazelcastInstance> hazelcast) {
    this.hazelcast = hazelcast;
  }

  @Override
  public @Nullable Ring read(String clusterId) {
    byte[] bytes = call("read", map -> map.getAsync(clusterId));
    return bytes == null ? null : decode(bytes);
  }

  @Override
  public void publish(Ring ring) {
    byte[] bytes = RingProto.toProto(ring).toByteArray();
    call("publish", map -> map.putAsync(ring.clusterId(), bytes));
  }

  /** The ring of such bytes; null, with a log line, when it is none. */
  static @Nullable Ring decode(byte[] bytes) {
    try {
      return RingProto.fromProto(RingState.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | CarillonException e) {
      log.error("ring in map {} is unreadable: {}", HazelcastConfigs.RING_MAP, e.getMessage());
      return null;
    }
  }

  private byte @Nullable [] call(
      String what, Function<IMap<String, byte[]>, CompletionStage<byte[]>> operation) {
    HazelcastInstance instance = hazelcast.get();
    if (instance == null) {
      return null;
    }
    try {
      return operation
          .apply(instance.getMap(HazelcastConfigs.RING_MAP))
          .toCompletableFuture()
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException
        | TimeoutException
        | HazelcastException
        | HazelcastInstanceNotActiveException e) {
      // Usual while there are no ingesters, whose memory holds the map, or while Hazelcast merges.
      log.info("ring map not available operation={} reason=\"{}\"", what, e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return null;
  }
}
