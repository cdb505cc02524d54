package io.carillon.deploy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on 127.0.0.1. */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;
  private static final int PORTS_A_NODE = 10;

  private Ports() {}

  /** One free port. */
  static int free() {
    return block(1);
  }

  /** The first port of a block of ten for each node, the first three of each free. */
  static int block(int nodes) {
    for (int attempt = 0; attempt < 200; attempt++) {
      int base = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - nodes * PORTS_A_NODE);
      if (allFree(base, nodes)) {
        return base;
      }
    }
    throw new IllegalStateException("no free block of ports");
  }

  private static boolean allFree(int base, int nodes) {
    for (int node = 0; node < nodes; node++) {
      for (int offset = 0; offset < 3; offset++) {
        if (!isFree(base + node * PORTS_A_NODE + offset)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.isBound();
    } catch (BindException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
