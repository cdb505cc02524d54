package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of others that a test needs. */
final class Peers {
  private Peers() {}

  /** The path of a program; without it the test is skipped, or fails where peers are required. */
  static String require(String program) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder).resolve(program))
            .filter(Files::isExecutable)
            .findFirst();
    if (areRequired()) {
      assertThat(found).as(program + " on PATH").isPresent();
    }
    assumeTrue(found.isPresent(), program + " is not on PATH");
    return found.orElseThrow().toString();
  }

  /** Whether a missing peer is a failure. */
  static boolean areRequired() {
    return Boolean.getBoolean("CARILLON_REQUIRE_PEERS")
        || "true".equals(System.getenv("CARILLON_REQUIRE_PEERS"));
  }
}
