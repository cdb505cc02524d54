package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.ServerUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The servers that are compared, each started when its turn comes. */
final class Systems {
  static final String CARILLON = "carillon";
  static final String VICTORIA_METRICS = "victoria-metrics";
  static final String PROMETHEUS = "prometheus";

  private final boolean hasPeers;

  /** With or without the others. */
  Systems(boolean hasPeers) {
    this.hasPeers = hasPeers;
  }

  /** Measures a fresh server. */
  @FunctionalInterface
  interface Measurement {
    /** All figures of one server, which is closed afterwards. */
    List<Measured> of(ServerUnderTest server) throws IOException, InterruptedException;
  }

  /** Measures Carillon, and those of the others that are wanted, here and named. */
  List<Measured> measure(Measurement measurement, List<String> peers)
      throws IOException, InterruptedException {
    List<Measured> measured = new ArrayList<>();
    try (ServerUnderTest server = ServerUnderTest.carillon()) {
      measured.addAll(measurement.of(server));
    }
    for (String peer : hasPeers ? peers : List.<String>of()) {
      Optional<ServerUnderTest> started =
          peer.equals(PROMETHEUS)
              ? ServerUnderTest.prometheus()
              : ServerUnderTest.victoriaMetrics();
      if (started.isPresent()) {
        try (ServerUnderTest server = started.get()) {
          measured.addAll(measurement.of(server));
        }
      }
    }
    return measured;
  }
}
