package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.HttpLoad;
import io.carillon.deploy.bench.ProcessStats;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.bench.ServerUnderTest;
import io.carillon.deploy.bench.TemporaryFolder;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.RecordedMetrics;
import io.carillon.deploy.bench.data.Recording;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Figures of servers that are loaded over HTTP. */
final class ServerSets {
  private static final List<String> ALL = List.of(Systems.VICTORIA_METRICS, Systems.PROMETHEUS);
  private static final List<String> VICTORIA = List.of(Systems.VICTORIA_METRICS);
  private static final String LOG_FOLDER = "wal";
  private static final int WARM_UP_SCRAPES = 20;
  private static final long SETTLE_SECONDS = 60;

  private final Systems systems;
  private final double scale;

  ServerSets(Systems systems, double scale) {
    this.systems = systems;
    this.scale = scale;
  }

  /** CPU of the server's process for each sample of remote write. */
  List<Measured> http() throws IOException, InterruptedException {
    List<Measured> measured = new ArrayList<>();
    LoadSizes wide = LoadSizes.WIDE.scaled(scale);
    measured.addAll(systems.measure(server -> samples(server, wide, Figure.HTTP_WIDE), VICTORIA));
    LoadSizes many = LoadSizes.LONG.scaled(scale);
    measured.addAll(systems.measure(server -> samples(server, many, Figure.HTTP_LONG), VICTORIA));
    LoadSizes fresh = new LoadSizes(LoadSizes.NEW.scaled(scale).series(), 1);
    measured.addAll(systems.measure(server -> newSeries(server, fresh), VICTORIA));
    return measured;
  }

  private static List<Measured> samples(ServerUnderTest server, LoadSizes sizes, Figure figure)
      throws IOException, InterruptedException {
    try (RemoteWriteClient client = new RemoteWriteClient(server.url())) {
      ScrapeClock clock = sizes.clock(Jitter.TARGET);
      int warmUp = Math.min(WARM_UP_SCRAPES, sizes.scrapes());
      LoadSizes.httpLoad(sizes.warmUpSeries(), clock).run(client, 0, warmUp);
      HttpLoad load = LoadSizes.httpLoad(sizes.measuredSeries(), clock);
      load.run(client, 0, 1);
      long begin = ProcessStats.cpuMicros(server.pid());
      load.run(client, 1, sizes.scrapes());
      ServerFlush.flush(server);
      double micros = ProcessStats.cpuMicros(server.pid()) - begin;
      return List.of(
          new Measured(figure, server.name(), micros / (sizes.samples() - sizes.series())));
    }
  }

  private static List<Measured> newSeries(ServerUnderTest server, LoadSizes sizes)
      throws IOException, InterruptedException {
    try (RemoteWriteClient client = new RemoteWriteClient(server.url())) {
      ScrapeClock clock = sizes.clock(Jitter.TARGET);
      LoadSizes.httpLoad(sizes.scaled(0.2).warmUpSeries(), clock).run(client, 0, 1);
      HttpLoad load = LoadSizes.httpLoad(sizes.measuredSeries(), clock);
      long begin = ProcessStats.cpuMicros(server.pid());
      load.run(client, 0, 1);
      double micros = ProcessStats.cpuMicros(server.pid()) - begin;
      return List.of(new Measured(Figure.HTTP_NEW, server.name(), micros / sizes.series()));
    }
  }

  /** Resident memory a minute after the load, with files that are mapped. */
  List<Measured> memory() throws IOException, InterruptedException {
    LoadSizes sizes = LoadSizes.NEW.scaled(scale);
    return systems.measure(server -> memory(server, sizes), ALL);
  }

  private static List<Measured> memory(ServerUnderTest server, LoadSizes sizes)
      throws IOException, InterruptedException {
    load(server, sizes.measuredSeries(), sizes, Jitter.TARGET);
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
    double kib = ProcessStats.residentKib(server.pid());
    return List.of(new Measured(Figure.MEMORY, server.name(), kib / sizes.series()));
  }

  /** Bytes of files after everything was sealed and merged; the log left out. */
  List<Measured> disk() throws IOException, InterruptedException {
    LoadSizes sizes = LoadSizes.LONG.scaled(scale);
    List<Measured> measured = new ArrayList<>();
    measured.addAll(disk(sizes.measuredSeries(), sizes, Jitter.NONE, Figure.DISK));
    measured.addAll(disk(sizes.measuredSeries(), sizes, Jitter.TARGET, Figure.DISK_TARGET));
    measured.addAll(disk(sizes.measuredSeries(), sizes, Jitter.SERIES, Figure.DISK_SERIES));
    RecordedMetrics recorded =
        new RecordedMetrics(Recording.ofNodeExporter(), sizes.series(), "node", 1);
    measured.addAll(disk(recorded, sizes, Jitter.TARGET, Figure.DISK_RECORDED));
    return measured;
  }

  /** Time and memory of a start after a kill. */
  List<Measured> restart() throws IOException, InterruptedException {
    LoadSizes sizes = LoadSizes.NEW.scaled(scale);
    return systems.measure(server -> RestartSet.measure(server, sizes), ALL);
  }

  /** Queries of an idle and of a busy server. */
  List<Measured> latency() throws IOException, InterruptedException {
    LoadSizes sizes = new LoadSizes(LoadSizes.WIDE.scaled(scale).series(), 60);
    return systems.measure(server -> new LatencySet(server, sizes).measure(), VICTORIA);
  }

  private List<Measured> disk(GeneratedSeries series, LoadSizes sizes, Jitter jitter, Figure figure)
      throws IOException, InterruptedException {
    return systems.measure(
        server -> {
          load(server, series, sizes, jitter);
          ServerFlush.flushAndMerge(server);
          Path log = server.dataDir().resolve(LOG_FOLDER);
          double bytes = TemporaryFolder.sizeBytes(server.dataDir(), file -> !file.startsWith(log));
          List<Measured> measured = new ArrayList<>();
          measured.add(new Measured(figure, server.name(), bytes / sizes.samples()));
          if (figure == Figure.DISK_TARGET && server.name().equals(Systems.CARILLON)) {
            measured.addAll(SealedParts.measure(server.dataDir(), sizes.samples()));
          }
          return measured;
        },
        VICTORIA);
  }

  private static void load(
      ServerUnderTest server, GeneratedSeries series, LoadSizes sizes, Jitter jitter)
      throws IOException, InterruptedException {
    try (RemoteWriteClient client = new RemoteWriteClient(server.url())) {
      LoadSizes.httpLoad(series, sizes.clock(jitter)).run(client, 0, sizes.scrapes());
    }
  }
}
