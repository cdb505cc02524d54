package io.carillon.deploy.cli.storage;

import static io.carillon.deploy.cli.storage.StoredDirectories.BASE_MS;
import static io.carillon.deploy.cli.storage.StoredDirectories.STEP_MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.deploy.cli.TestingMain;
import io.carillon.deploy.server.TestedNode;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.service.DataDirectory;
import io.carillon.ingester.service.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StorageCommandTest {
  @TempDir static Path shared;
  private static StoredDirectories made = new StoredDirectories(Path.of("."), Path.of("."));

  @TempDir Path temporary;

  private final TestingMain main = new TestingMain();

  @BeforeAll
  static void makeDirectories() throws IOException, InterruptedException {
    made = StoredDirectories.make(shared);
  }

  private Path copy(Path directory) throws IOException {
    return TestedNode.crashImage(directory, temporary.resolve("copy"));
  }

  private int run(String command, Path directory, String... more) {
    List<String> line = new ArrayList<>(List.of("storage", command, directory.toString()));
    line.addAll(List.of(more));
    return main.run(line.toArray(String[]::new));
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Path newest(Path directory, String suffix) throws IOException {
    return files(directory, suffix).getLast();
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[Math.toIntExact(at < 0 ? bytes.length + at : at)] ^= 4;
    Files.write(file, bytes);
  }

  private static Map<String, Object> content(Path directory) throws IOException {
    Map<String, Object> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        content.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return content;
  }

  /* ---- inspect ---- */

  @Test
  void printsWhatTheFilesAre() {
    assertThat(run("inspect", made.closed())).isZero();
    assertThat(main.out().lines().findFirst().orElseThrow())
        .matches("FILE +LEVEL +TENANTS +SERIES +SAMPLES +FROM +TO +BYTES +B/SAMPLE");
    assertThat(main.out())
        .containsPattern("\n\\d{12}\\.block +(slice|part|2h|1d|7d) +1 +\\d+ +\\d+ +2026-09-21T")
        .containsPattern(
            "\nFiles: [1-9]\\d*, \\d+ series, \\d+ samples, \\d+ bytes, [0-9.]+ bytes a")
        .containsPattern("\nBytes by part: directory \\d+, exemplars \\d+, frame \\d+, index")
        .containsPattern("\nSeries by codec: .*constant")
        .containsPattern("\nManifest: [1-9]\\d* files, next \\d+, cuts of the shards \\[\\d+")
        .containsPattern("\nLog: .* 0 records of 0 bytes not sealed, closed in order\n")
        .containsPattern("\nSeries file: [1-9]")
        .contains("\nQuarantined: none\n");
    assertThat(main.err()).isEmpty();
  }

  @Test
  void printsTheSameAsJson() throws IOException {
    assertThat(run("inspect", made.killed(), "--output=json")).isZero();
    JsonNode json = new ObjectMapper().readTree(main.out());
    long bytes = 0;
    for (JsonNode file : json.path("files")) {
      Path path = made.killed().resolve("blocks").resolve(file.path("name").asText());
      assertThat(file.path("bytes").asLong()).isEqualTo(Files.size(path));
      assertThat(file.path("listed").asBoolean()).isTrue();
      assertThat(file.path("from").asText()).startsWith("2026-09-21T");
      bytes += file.path("bytes").asLong();
    }
    long parts = json.path("bytesByPart").valueStream().mapToLong(JsonNode::asLong).sum();
    assertThat(parts).isPositive().isEqualTo(bytes);
    assertThat(parts).isEqualTo(json.path("total").path("bytes").asLong());
    assertThat(json.path("seriesByCodec").path("histograms").asInt()).isEqualTo(1);
    assertThat(json.path("log").path("closedInOrder").asBoolean()).isFalse();
    assertThat(json.path("log").path("unsealedRecords").asInt()).isGreaterThanOrEqualTo(5);
    assertThat(json.path("log").path("fileBytes").asLong()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(json.path("manifest").path("files").asInt()).isEqualTo(json.path("files").size());
    assertThat(json.path("problems")).isEmpty();
  }

  @Test
  void inspectsWhatIsLeftOfADamagedDirectory() throws IOException {
    Path directory = copy(made.killed());
    flip(directory.resolve("MANIFEST"), -1);
    assertThat(run("inspect", directory)).isEqualTo(1);
    assertThat(main.out()).contains(" (not listed)").contains("\nManifest: unreadable\n");
    assertThat(main.err()).contains("carillon: MANIFEST: ").contains("carillon: wal: not checked");
  }

  /* ---- verify ---- */

  @Test
  void findsNothingWhereNothingIs() {
    assertThat(run("verify", made.closed())).isZero();
    assertThat(main.out()).matches("OK: read [1-9]\\d* files of [1-9]\\d* samples, .*\\R");
  }

  @Test
  void allowsATailThatIsTorn() throws IOException {
    Path directory = copy(made.killed());
    Map<String, Object> before = content(directory);
    assertThat(run("verify", directory)).isZero();
    assertThat(main.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("wal: note: not closed in order"),
            line -> assertThat(line).startsWith("OK: "));
    assertThat(content(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "MANIFEST, , -1, MANIFEST: ",
    "METADATA, , -1, METADATA: ",
    "TOMBSTONES, , -1, TOMBSTONES: ",
    "instance, , -1, instance: ",
    "ring, , 20, ring: ",
    "blocks, .block, 0, .block: block: its beginning is damaged",
    "blocks, .block, 100, .block: ",
    "blocks, .block, -30, .block: ",
    "blocks, .block, -1, .block: block: its end is damaged",
    "series, .series, 12, series: series file",
    "wal, .wal, 1060, wal: records "
  })
  void findsAFlippedBit(String file, String suffix, long at, String text) throws IOException {
    Path directory = copy(made.killed());
    Path named = directory.resolve(file);
    flip(suffix == null ? named : newest(named, suffix), at);
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out().lines().findFirst().orElseThrow()).contains(text);
    assertThat(main.out().lines().toList().getLast()).matches("\\d+ problems?: read .*");
  }

  @Test
  void findsAFlippedBitOfTheGaps() throws IOException {
    Path directory = copy(made.closed());
    Gaps gaps = new Gaps(DataFiles.gaps(new DiskFileStore(), directory));
    gaps.declare("a", 0, 1, "lost");
    gaps.save();
    assertThat(run("verify", directory)).isZero();
    flip(directory.resolve("GAPS"), -1);
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out()).contains("GAPS: ");
  }

  @Test
  void findsWhatIsMissingAndWhatIsLeftOver() throws IOException {
    Path directory = copy(made.closed());
    Path block = newest(directory.resolve("blocks"), ".block");
    Files.copy(block, block.resolveSibling("000000999999.block"));
    Files.delete(block);
    Files.createFile(block.resolveSibling("000000999999.block.tmp"));
    Files.createFile(directory.resolve("MANIFEST.tmp"));
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out())
        .contains("blocks/" + block.getFileName() + ": the manifest lists it, and it is missing\n")
        .contains("blocks/000000999999.block: the manifest does not list it")
        .contains("blocks/000000999999.block.tmp: left over")
        .contains("MANIFEST.tmp: left over")
        .contains("\n4 problems: ");
  }

  @Test
  void findsAFileThatIsAnother() throws IOException {
    Path directory = copy(made.closed());
    Path newest = newest(directory.resolve("blocks"), ".block");
    Path older = files(directory.resolve("blocks"), ".block").getFirst();
    Files.copy(older, newest, StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out())
        .contains("blocks/" + newest.getFileName() + ": the manifest lists another file")
        .contains("\n1 problem: ");
  }

  @Test
  void readsFilesWithoutAManifest() throws IOException {
    Path directory = copy(made.closed());
    Files.delete(directory.resolve("MANIFEST"));
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out())
        .startsWith("MANIFEST: is missing\n")
        .doesNotContain(".block: ")
        .contains("\n2 problems: read 2 files of 28 samples, no log");
  }

  @Test
  void findsALostEndOfTheLog() throws IOException {
    Path directory = copy(made.killed());
    Path segment = newest(directory.resolve("wal"), ".wal");
    Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 1100));
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out()).contains("wal: the end of the file of segment ");
  }

  @Test
  void tellsOfAnUnfinishedEndOfTheSeriesFile() throws IOException {
    Path directory = copy(made.closed());
    Path series = newest(directory.resolve("series"), ".series");
    Files.write(series, new byte[7], StandardOpenOption.APPEND);
    assertThat(run("verify", directory)).isZero();
    assertThat(main.out()).startsWith("series: note: 7 bytes at the end are not whole");
  }

  /* ---- Directories ---- */

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "verify", "dump"})
  void refusesWhatIsNoDataDirectory(String command) throws IOException {
    String[] more = command.equals("dump") ? new String[] {"up"} : new String[0];
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(run(command, file, more)).isEqualTo(2);
    assertThat(run(command, temporary.resolve("absent"), more)).isEqualTo(2);
    assertThat(run(command, temporary, more)).isEqualTo(2);
    assertThat(main.err().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(file + ": it is a file"),
            line -> assertThat(line).endsWith("absent: it does not exist"),
            line -> assertThat(line).endsWith("it has neither MANIFEST nor blocks nor wal"));
  }

  @Test
  void refusesADirectoryThatCannotBeRead() throws IOException {
    Path loop = temporary.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(run("verify", loop)).isEqualTo(1);
    assertThat(main.err()).startsWith("carillon: cannot read the data directory " + loop);
  }

  @Test
  void tellsOfAPartThatCannotBeRead() throws IOException {
    Path directory = copy(made.closed());
    Path block = newest(directory.resolve("blocks"), ".block");
    Files.delete(block);
    Files.createDirectory(block);
    assertThat(run("verify", directory)).isEqualTo(1);
    assertThat(main.out()).contains(block.getFileName() + ": cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "verify", "dump"})
  void refusesADirectoryThatANodeHolds(String command) throws IOException {
    Path directory = copy(made.closed());
    String[] more = command.equals("dump") ? new String[] {"up"} : new String[0];
    try (DataDirectory _ = DataDirectory.open(directory)) {
      assertThat(run(command, directory, more)).isEqualTo(1);
    }
    assertThat(main.err()).contains("is in use").contains("work on the copy");
    assertThat(run(command, directory, more)).isZero();
  }

  @Test
  void needsASubcommand() {
    assertThat(main.run("storage")).isEqualTo(2);
    assertThat(main.err()).startsWith("carillon: expected inspect, verify or dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "verify", "dump"})
  void helps(String command) {
    assertThat(main.run("storage", command, "--help")).isZero();
    assertThat(main.out())
        .startsWith("Usage: carillon storage " + command)
        .contains("stopped node");
  }

  /* ---- dump ---- */

  private static String lines(String name, double factor, int... steps) {
    StringBuilder out = new StringBuilder();
    for (int i : steps) {
      String value =
          i * factor == Math.rint(i * factor) ? "" + (int) (i * factor) : i * factor + "";
      String time = (BASE_MS + i * STEP_MS) / 1000 + ".000";
      out.append(name).append(' ').append(value).append(' ').append(time).append('\n');
    }
    return out.toString();
  }

  @Test
  void dumpsFilesAndLogWithoutDuplicatesAndDeletes() throws IOException {
    Path directory = copy(made.killed());
    Map<String, Object> before = content(directory);
    assertThat(run("dump", directory, "m")).isZero();
    assertThat(main.out())
        .isEqualTo(
            lines("m{job=\"a\"}", 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
                + lines("m{job=\"b\"}", 0.5, 0, 1, 2, 6, 7, 8, 9));
    assertThat(main.err()).isEmpty();
    assertThat(content(directory)).isEqualTo(before);
  }

  @Test
  void dumpsARange() {
    String from = "--from=" + (BASE_MS + 9 * STEP_MS) / 1000;
    String to = "--to=2026-09-21T14:16:06Z";
    assertThat(run("dump", made.killed(), "{job=~\"a|b\"}", from, to)).isZero();
    assertThat(main.out())
        .isEqualTo(lines("m{job=\"a\"}", 1, 9, 10, 11) + lines("m{job=\"b\"}", 0.5, 9));
  }

  @Test
  void dumpsHistogramsAndOddNames() {
    assertThat(run("dump", made.closed(), "{__name__=~\"h|e|odd.*\"}")).isZero();
    assertThat(main.out())
        .isEqualTo(
            """
            e 1e+21 1790000000.000
            h {count:3, sum:4.5, (1,2]:3} 1790000000.001
            {"odd name",x="a\\"\\\\\\nü"} -Inf 1790000000.000
            """);
  }

  @Test
  void dumpsNothingOfOthers() {
    assertThat(run("dump", made.closed(), "m", "--tenant=other")).isZero();
    assertThat(main.out()).isEmpty();
  }

  @Test
  void saysWhatItCannotDump() throws IOException {
    Path directory = copy(made.closed());
    Path block = newest(directory.resolve("blocks"), ".block");
    flip(block, 0);
    assertThat(run("dump", directory, "m")).isEqualTo(1);
    assertThat(main.err())
        .contains("samples may be missing: " + block.getFileName() + ": block: its");
    assertThat(block).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m{ | parse error",
        "rate(m[5m]) | parse error",
        "m --from=never | --from",
        "m --from=2 --to=1 | expected --from before --to",
        "m --tenant=a/b | tenant",
      })
  void refusesWrongArguments(String arguments, String message) {
    assertThat(run("dump", made.closed(), arguments.split(" "))).isEqualTo(2);
    assertThat(main.err()).contains(message);
  }
}
