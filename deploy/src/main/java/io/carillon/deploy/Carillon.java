package io.carillon.deploy;

import io.carillon.deploy.bench.BenchCommand;
import io.carillon.deploy.bench.OwnCommand;
import io.carillon.deploy.cli.Main;
import io.carillon.deploy.server.Server;
import java.time.InstantSource;
import java.util.Map;

/** The program: the command line with its commands and the server that it runs. */
public final class Carillon {
  private Carillon() {}

  public static void main(String... args) {
    Main main =
        new Main(
            settings -> new Server(System.out).run(settings),
            OwnCommand::line,
            InstantSource.system(),
            Map.of("bench", BenchCommand::new));
    System.exit(main.run(args));
  }
}
