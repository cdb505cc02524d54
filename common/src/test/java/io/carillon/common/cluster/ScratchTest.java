package io.carillon.common.cluster;

import static org.awaitility.Awaitility.await;
import io.carillon.common.net.HostPort;
import java.net.*;
import java.nio.file.Path;
import java.time.Duration;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir private Path dir;
  @Test void merge() {
    HostPort a = TestNode.freePort();
    long t0 = System.nanoTime();
    try (TestNode x = TestNode.start(dir.resolve("x"), TestNode.freePort(), List.of(a), Set.of(Role.QUERIER))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> x.cluster.members().size() == 1);
      System.out.println("alone after ms " + (System.nanoTime() - t0) / 1000000);
      long t1 = System.nanoTime();
      try (TestNode n = TestNode.start(dir.resolve("a"), a, List.of(a), Set.of(Role.INGESTER))) {
        await().atMost(Duration.ofSeconds(60)).until(() -> n.cluster.members().size() == 1);
        System.out.println("a joined after ms " + (System.nanoTime() - t1) / 1000000);
        await().atMost(Duration.ofSeconds(60)).until(() -> x.cluster.members().size() == 2 && x.ring() != null);
        System.out.println("merged after ms " + (System.nanoTime() - t1) / 1000000);
      }
    }
  }
  @Test void hung() throws Exception {
    try (ServerSocket hung = new ServerSocket()) {
      hung.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      HostPort h = new HostPort(TestNode.HOST, hung.getLocalPort());
      HostPort b = TestNode.freePort();
      long t0 = System.nanoTime();
      try (TestNode x = TestNode.start(dir.resolve("b"), b, List.of(b), Set.of(Role.INGESTER))) {
        await().atMost(Duration.ofSeconds(60)).until(() -> x.ring() != null);
      }
      try (TestNode x = TestNode.start(dir.resolve("b"), b, List.of(h, b), Set.of(Role.INGESTER))) {
        System.out.println("started");
        await().atMost(Duration.ofSeconds(90)).until(() -> x.cluster.members().size() == 1);
        System.out.println("alone after ms " + (System.nanoTime() - t0) / 1000000);
      }
    }
  }
}
