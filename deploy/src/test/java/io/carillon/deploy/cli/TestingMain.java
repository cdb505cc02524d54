package io.carillon.deploy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command with its output caught, and servers that only note their settings. */
public final class TestingMain {
  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<ServerSettings> servers = new ArrayList<>();
  private final List<String> ownCommand;

  public TestingMain() {
    this(List.of("false"));
  }

  TestingMain(List<String> ownCommand) {
    this.ownCommand = ownCommand;
  }

  public int run(String... args) {
    ServerRunner runner =
        settings -> {
          servers.add(settings);
          return 0;
        };
    return new Main(runner, () -> ownCommand, InstantSource.fixed(NOW), Map.of())
        .printingTo(new PrintWriter(out), new PrintWriter(err))
        .run(args);
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }

  /** Settings of the servers that were run. */
  List<ServerSettings> servers() {
    return servers;
  }
}
