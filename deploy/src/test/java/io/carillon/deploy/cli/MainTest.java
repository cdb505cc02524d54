package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.cluster.Role;
import io.carillon.common.net.HostPort;
import io.carillon.distributor.DistributorConfig;
import io.carillon.distributor.validate.ValidationLimits;
import io.carillon.ingester.exemplar.ExemplarLimits;
import io.carillon.ingester.service.FilesConfig;
import io.carillon.ingester.service.HeadConfig;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.ingester.service.LogConfig;
import io.carillon.ingester.shard.ConflictRule;
import io.carillon.ingester.wal.SyncMode;
import io.carillon.querier.budget.QueryLimits;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.EngineFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final TestingMain main = new TestingMain();

  @Test
  void runsAServerAloneByDefault() {
    assertThat(main.run()).isZero();
    assertThat(main.run("server")).isZero();
    ServerSettings defaults =
        new ServerSettings(
            Set.of(Role.values()),
            Path.of("./data"),
            new HostPort("127.0.0.1", 9201),
            new HostPort("127.0.0.1", 9202),
            Optional.empty(),
            List.of(),
            1,
            Optional.empty(),
            true,
            "info",
            IngesterConfig.defaults(
                Path.of("./data"), main.servers().getFirst().storage().head().budgetBytes() * 4),
            DistributorConfig.DEFAULT,
            EngineConfig.DEFAULT.withLimits(QueryLimits.forHeap(Runtime.getRuntime().maxMemory())));
    assertThat(main.servers()).containsExactly(defaults, defaults);
  }

  @Test
  void takesEverySettingFromFlags() {
    assertThat(
            main.run(
                "--target=distributor,querier",
                "--data-dir=/d",
                "--http-address=[::1]:1",
                "--grpc-address=h:2",
                "--cluster-address=h:3",
                "--join=a:1,b:2,c:3",
                "--replication-factor=3",
                "--zone=z",
                "--retention=1h30m",
                "--self-metrics=off",
                "--log-level=error",
                "--min-free-disk-bytes=4",
                "--retention-bytes=5",
                "--ingester-memory-bytes=6291456",
                "--wal-sync=interval",
                "--wal-sync-interval=7s",
                "--wal-segment-bytes=8388608",
                "--wal-max-bytes=9437184",
                "--conflicting-samples=reject",
                "--max-tenant-exemplars=21",
                "--exemplar-memory-bytes=22",
                "--max-file-exemplars=23",
                "--max-write-body-bytes=5",
                "--max-write-decoded-bytes=6",
                "--max-write-in-flight-bytes=7",
                "--max-replica-in-flight-bytes=8",
                "--write-timeout=9s",
                "--max-labels-per-series=10",
                "--max-label-name-bytes=11",
                "--max-label-value-bytes=12",
                "--max-future=13s",
                "--query-timeout=14s",
                "--query-lookback-delta=15s",
                "--max-concurrent-queries=16",
                "--max-query-samples=17",
                "--max-query-series=18",
                "--max-query-bytes=19",
                "--max-tenant-query-bytes=20",
                "--max-process-query-bytes=12345678901",
                "--query-step-stats=on",
                "--query-delayed-name-removal=on",
                "--query-start-timestamps=on",
                "--query-experimental=off"))
        .isZero();
    assertThat(main.servers())
        .containsExactly(
            new ServerSettings(
                Set.of(Role.DISTRIBUTOR, Role.QUERIER),
                Path.of("/d"),
                new HostPort("::1", 1),
                new HostPort("h", 2),
                Optional.of(new HostPort("h", 3)),
                List.of(new HostPort("a", 1), new HostPort("b", 2), new HostPort("c", 3)),
                3,
                Optional.of("z"),
                false,
                "error",
                new IngesterConfig(
                    Path.of("/d"),
                    Duration.ofMinutes(90),
                    5,
                    4,
                    new LogConfig(
                        8 << 20,
                        64 << 20,
                        9 << 20,
                        SyncMode.INTERVAL,
                        Duration.ofSeconds(7),
                        Duration.ofMillis(2),
                        Duration.ofSeconds(1)),
                    HeadConfig.defaults(6 << 20).withConflictRule(ConflictRule.REJECT),
                    FilesConfig.forHeap(Runtime.getRuntime().maxMemory()),
                    new ExemplarLimits(21, 22, 23),
                    Duration.ofSeconds(5),
                    100_000),
                new DistributorConfig(5, 6, new ValidationLimits(10, 11, 12, 13_000), 9_000, 7, 8),
                new EngineConfig(
                    15_000,
                    14_000,
                    new QueryLimits(19, 20, 12_345_678_901L, 17, 18, 16),
                    60_000,
                    new EngineFeatures(true, true, true, false))));
  }

  @Test
  void joiningChangesDefaults() {
    assertThat(main.run("server", "--join", "a:1,b:2,c:3")).isZero();
    assertThat(main.run("server", "--join", "a:1,b:2")).isZero();
    assertThat(main.servers()).extracting(ServerSettings::replicationFactor).containsExactly(3, 1);
    assertThat(main.servers().getFirst().clusterAddress())
        .contains(new HostPort("127.0.0.1", 5701));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server --retenton=3d | Unknown option: '--retenton=3d' | --retention",
        "qery | Unmatched argument | Did you mean: carillon query",
        "server extra | Unmatched argument | carillon server --help",
        "server --zone | Missing required parameter for option '--zone' | --help",
        "cluster | Missing required option: '--nodes=N' | --help",
        "cluster --nodes=x | Invalid value for option '--nodes': 'x' is not an int | --help",
        "cluster --nodes=0 | --nodes: expected a whole number from 1 to 50, got \"0\" | carillon:",
        "cluster --nodes=3 --base-port=65520 | --base-port: expected a port from 1 to 65513 | got",
        "cluster --nodes=2 --replication-factor=3 | --replication-factor: expected at most | got 3",
        "cluster --nodes=2 --http-address=h:1 | Unknown option: '--http-address=h:1' | --help",
        "--retention=soon | --retention: expected a duration | got \"soon\"",
        "--replication-factor=2 | --replication-factor: expected 1, 3 or 5 | got \"2\"",
        "--replication-factor=3 | expected at most the number of ingesters, which is 1 | got 3",
        "--target=foo | --target: expected all, or any of distributor,ingester,querier | \"foo\"",
        "--target=querier | --target: a process without all roles needs others | --join",
        "--cluster-address=h:1 | --cluster-address: is of no use without --join | addresses",
        "--http-address=9201 | --http-address: expected host:port | got \"9201\"",
        "--http-address=h:99999 | --http-address: expected host:port | got \"h:99999\"",
        "--max-tenant-exemplars=0 | --max-tenant-exemplars: expected a whole number from 1 | \"0\"",
        "--exemplar-memory-bytes=1MiB | --exemplar-memory-bytes: expected a whole number |"
            + " \"1MiB\"",
        "--max-file-exemplars=-1 | --max-file-exemplars: expected a whole number from 1 | \"-1\"",
        "--log-level=loud | --log-level: expected one of debug, error, info | \"loud\"",
        "--config=no/such.yaml | no/such.yaml: there is no such file | --config",
        "query up --end=now | --end and --step need --start | --help",
        "query up --time=1 --start=1 | expected --time or --start, got both | --help",
        "query up --start=now --end=-1h | expected --start before --end | 11:00:00Z",
        "query up --time=soon | --time: expected now, -1h, Unix seconds | \"soon\"",
        "query up --start=-1h --step=0s | --step: expected a duration above 0 | \"0s\"",
        "query up --url=localhost | --url: expected a URL such as http://127.0.0.1:9201 |"
            + " localhost",
        "query up -o xml | Invalid value for option '--output' | table, json, csv, graph",
      })
  void refusesWrongFlagsWithCodeTwo(String line, String message, String hint) {
    assertThat(main.run(line.split(" "))).isEqualTo(2);
    assertThat(main.err()).contains(message).contains(hint);
    assertThat(main.servers()).isEmpty();
  }

  @Test
  void namesLineAndColumnOfWrongFiles(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("c.yaml"), "zone: a\nretention: soon\n");
    assertThat(main.run("--config=" + file)).isEqualTo(2);
    assertThat(main.err()).contains(file + ":2:12: retention: expected a duration above 0");
    Files.writeString(file, "zone: a\n\nretentoin: 3d\n");
    assertThat(main.run("config", "--config=" + file)).isEqualTo(2);
    assertThat(main.err()).contains(file + ":3:1: unknown setting \"retentoin\"; did you mean");
  }

  @Test
  void printsSettingsWithTheirOrigin(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("c.yaml"), "zone: a\nretention: 3d\n");
    assertThat(main.run("config", "--config", file.toString(), "--zone=b")).isZero();
    assertThat(main.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "SETTING VALUE ORIGIN",
            "http-address 127.0.0.1:9201 default",
            "zone b --zone",
            "retention 3d " + file + ":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "server", "cluster", "query", "ring", "storage", "config", "version"})
  void helpsEverywhere(String command) {
    assertThat(command.isEmpty() ? main.run("--help") : main.run(command, "--help")).isZero();
    assertThat(main.out()).startsWith(("Usage: carillon " + command).strip());
    assertThat(main.servers()).isEmpty();
  }

  @Test
  void tellsItsVersion() {
    assertThat(main.run("version")).isZero();
    assertThat(main.run("--version")).isZero();
    assertThat(main.out().lines()).hasSize(2).allMatch(line -> line.contains("(Java 25"));
  }
}
