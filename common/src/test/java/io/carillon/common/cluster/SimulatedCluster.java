package io.carillon.common.cluster;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingSettings;
import io.carillon.common.ring.RingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in one thread, with real disks, a network of method calls, and faults drawn from one seed:
 * calls that are lost, answers that are lost, crashes of either side before and after a call and
 * after a ring is stored.
 */
final class SimulatedCluster {
  private final Path dir;
  private final Random random;
  private final Map<String, Node> nodes = new HashMap<>();
  private final List<Node> order = new ArrayList<>();
  private final Map<String, Ring> board = new HashMap<>();

  /** Every ring that any node ever went by. */
  final List<Ring> held = new ArrayList<>();

  /** Between 0 and 1: how often a call goes wrong. */
  double faults;

  /** The caller crashes after so many calls; 0 for never. */
  int crashAfterCalls;

  long nowNs;

  SimulatedCluster(Path dir, long seed) {
    this.dir = dir;
    this.random = new Random(seed);
  }

  static HostPort address(String name) {
    return new HostPort(name, 5701);
  }

  Node add(String name, List<HostPort> join, RingSettings ring, Role... roles) {
    Node node = new Node(name, new ClusterSettings(address(name), join, Set.of(roles), "", ring));
    nodes.put(name, node);
    order.add(node);
    return node;
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  List<Node> all() {
    return order;
  }

  /** Lets each node that is up take a step, in random order, and time pass. */
  void round() {
    List<Node> shuffled = new ArrayList<>(order);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(Node::tick);
    nowNs += Duration.ofMillis(250).toNanos();
  }

  void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
    }
  }

  boolean goesWrong() {
    return random.nextDouble() < faults;
  }

  /** The process that runs now ends at once. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One node: a process that may be down, and a disk that outlives it. */
  final class Node implements RingPeers, RingBoard {
    final String name;
    final Path disk;
    ClusterSettings settings;
    @Nullable RingBootstrap bootstrap;
    @Nullable RingHolder holder;
    @Nullable InstanceIdentity identity;
    @Nullable CarillonException startError;
    String clusterIdAtStart = "";

    Node(String name, ClusterSettings settings) {
      this.name = name;
      this.settings = settings;
      disk = dir.resolve(name);
    }

    void start() {
      try {
        InstanceIdentity id = InstanceIdentity.open(disk, random);
        RingHolder rings = RingHolder.open(RingStore.newest(disk), id);
        rings.addListener(
            ring -> {
              held.add(ring);
              if (goesWrong()) {
                throw new Crash();
              }
            });
        bootstrap =
            new RingBootstrap(
                settings,
                id,
                rings,
                RingStore.proposal(disk),
                this::members,
                this,
                this,
                random,
                () -> nowNs);
        identity = id;
        holder = rings;
        String clusterId = id.clusterId();
        clusterIdAtStart = clusterId == null ? "" : clusterId;
        startError = null;
      } catch (CarillonException e) {
        startError = e;
        stop();
      }
    }

    void stop() {
      bootstrap = null;
      holder = null;
      identity = null;
    }

    void wipe() {
      stop();
      try (Stream<Path> files = Files.list(disk)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Nullable Ring ring() {
      return holder == null ? null : holder.current();
    }

    RingBootstrap.@Nullable State state() {
      return bootstrap == null ? null : bootstrap.state();
    }

    String reason() {
      return bootstrap == null ? "down" : String.valueOf(bootstrap.notReadyReason());
    }

    void tick() {
      RingBootstrap running = bootstrap;
      if (running == null) {
        return;
      }
      try {
        running.tick();
      } catch (Crash _) {
        stop();
      }
    }

    private List<ClusterMember> members() {
      return order.stream().filter(n -> n.bootstrap != null).map(n -> n.member(n == this)).toList();
    }

    private ClusterMember member(boolean isLocal) {
      InstanceIdentity id = Objects.requireNonNull(identity);
      HostPort address = address(name);
      // Another port than any of --join, so that no name is looked up.
      HostPort bound = new HostPort(name, 1);
      return new ClusterMember(
          id.id(),
          id.incarnation(),
          settings.roles(),
          settings.zone(),
          address,
          bound,
          address,
          address,
          clusterIdAtStart,
          isLocal);
    }

    /* ---- The network, as this node uses it ---- */

    @Override
    public CompletableFuture<Description> describe(HostPort to) {
      return call(
          to,
          peer -> {
            InstanceIdentity id = Objects.requireNonNull(peer.identity);
            return new Description(
                id.id(), id.incarnation(), peer.settings.roles(), "", peer.ring());
          });
    }

    @Override
    public CompletableFuture<Boolean> propose(HostPort to, Ring ring) {
      return call(
          to,
          peer -> {
            Objects.requireNonNull(peer.bootstrap).accept(ring);
            return true;
          });
    }

    @Override
    public CompletableFuture<Long> announce(HostPort to, Ring ring) {
      return call(to, peer -> Objects.requireNonNull(peer.bootstrap).announced(ring));
    }

    private <T> CompletableFuture<T> call(HostPort to, Function<Node, T> service) {
      crashPerhaps();
      Node peer = node(to.host());
      CompletableFuture<T> answer = new CompletableFuture<>();
      if (peer.bootstrap == null || goesWrong()) {
        answer.completeExceptionally(unavailable(to));
        return answer;
      }
      try {
        T value = service.apply(peer);
        if (goesWrong()) {
          peer.stop();
          answer.completeExceptionally(unavailable(to));
        } else {
          answer.complete(value);
        }
      } catch (Crash _) {
        peer.stop();
        answer.completeExceptionally(unavailable(to));
      } catch (CarillonException e) {
        answer.completeExceptionally(e);
      }
      crashPerhaps();
      if (crashAfterCalls > 0 && --crashAfterCalls == 0) {
        throw new Crash();
      }
      return answer;
    }

    private void crashPerhaps() {
      if (goesWrong()) {
        throw new Crash();
      }
    }

    private static CarillonException unavailable(HostPort to) {
      return new CarillonException(ErrorCode.UNAVAILABLE, to + ": unavailable");
    }

    /* ---- The board ---- */

    @Override
    public @Nullable Ring read(String clusterId) {
      return goesWrong() ? null : board.get(clusterId);
    }

    @Override
    public void publish(Ring ring) {
      crashPerhaps();
      if (!goesWrong()) {
        board.put(ring.clusterId(), ring);
      }
    }
  }
}
