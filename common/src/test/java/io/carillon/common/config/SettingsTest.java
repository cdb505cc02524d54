package io.carillon.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.net.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static final Setting<Duration> RETENTION =
      Setting.of("retention", "DURATION", "15d", "How long.", SettingTypes.duration());
  private static final Setting<List<HostPort>> JOIN =
      Setting.of("join", "HOST:PORT,…", "", "Peers.", SettingTypes.list(SettingTypes.hostPort()));
  private static final Setting<Integer> FACTOR =
      new Setting<>(
          "replication-factor",
          "N",
          "1 alone, 3 with --join",
          "Copies.",
          settings -> settings.get(JOIN).isEmpty() ? "1" : "3",
          SettingTypes.integer(1, 5));
  private static final Setting<Boolean> SELF =
      Setting.of("self-metrics", "on|off", "on", "Own metrics.", SettingTypes.onOff());
  private static final Setting<Optional<HostPort>> CLUSTER =
      Setting.of(
          "cluster-address",
          "HOST:PORT",
          "",
          "Where.",
          SettingTypes.optional(SettingTypes.hostPort()));
  private static final List<Setting<?>> TABLE = List.of(RETENTION, JOIN, FACTOR, SELF, CLUSTER);

  private static Settings load(Map<String, String> flags, @Nullable String yaml) {
    return Settings.load(TABLE, flags, yaml == null ? null : SettingsFile.parse("c.yaml", yaml));
  }

  @Test
  void flagOutranksFileAndFileTheDefault() {
    Settings settings =
        load(
            Map.of("retention", "1h30m"),
            """
            # a comment
            retention: 3d
            self-metrics: off
            """);
    assertThat(settings.get(RETENTION)).isEqualTo(Duration.ofMinutes(90));
    assertThat(settings.origin(RETENTION).shortText()).isEqualTo("--retention");
    assertThat(settings.get(SELF)).isFalse();
    assertThat(settings.origin(SELF)).isEqualTo(new Origin.InFile("c.yaml", 3, 15, "self-metrics"));
    assertThat(settings.get(CLUSTER)).isEmpty();
    assertThat(settings.origin(CLUSTER).shortText()).isEqualTo("default");
    assertThat(settings.all()).extracting(Settings.Resolved::setting).isEqualTo(TABLE);
  }

  @Test
  void defaultsMayFollowFromOtherSettings() {
    assertThat(load(Map.of(), null).get(FACTOR)).isEqualTo(1);
    assertThat(load(Map.of("join", "a:1"), null).get(FACTOR)).isEqualTo(3);
  }

  @Test
  void listsComeWithCommasOrAsYamlLists() {
    List<HostPort> peers = List.of(new HostPort("a", 1), new HostPort("::1", 2));
    assertThat(load(Map.of("join", "a:1, [::1]:2"), null).get(JOIN)).isEqualTo(peers);
    assertThat(load(Map.of(), "join: [\"a:1\", \"[::1]:2\"]").get(JOIN)).isEqualTo(peers);
    assertThat(load(Map.of(), "join:\n  - a:1\n  - '[::1]:2'\n").get(JOIN)).isEqualTo(peers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retention | soon | --retention: expected a duration above 0 such as 15d, 36h or 1h30m, got"
            + " \"soon\"",
        "replication-factor | 9 | --replication-factor: expected a whole number from 1 to 5, got"
            + " \"9\"",
        "replication-factor | many | --replication-factor: expected a whole number from 1 to 5, got"
            + " \"many\"",
        "join | a:1,b | --join: expected host:port, got \"b\"",
        "self-metrics | maybe | --self-metrics: expected on or off, got \"maybe\"",
      })
  void namesTheFlagOfABadValue(String name, String text, String message) {
    assertThatThrownBy(() -> load(Map.of(name, text), null)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'# x\\nretention: soon' | c.yaml:2:12: retention: expected a duration",
        "'self-metrics: on\\n"
            + "retenton: 3d' | 'c.yaml:2:1: unknown setting \"retenton\"; did you mean"
            + " \"retention\"?'",
        "'x: 3d' | 'c.yaml:1:1: unknown setting \"x\"; expected one of retention, join'",
        "'retention: 1d\\nretention: 2d' | 'c.yaml:2:1: retention: is set a second time'",
        "'retention: {a: 1}' | 'c.yaml:1:12: retention: expected a value or a list'",
        "'retention:' | 'retention: expected a value or a list'",
        "'just text' | 'c.yaml:1:1: expected settings such as \"retention: 15d\", got \"just"
            + " text\"'",
        "'join: [a:1' | 'c.yaml:1:11: not YAML: while parsing a flow sequence; expected'",
      })
  void namesLineAndColumnOfABadFile(String yaml, String message) {
    assertThatThrownBy(() -> load(Map.of(), yaml.replace("\\n", "\n")))
        .hasMessageContaining(message);
  }

  @Test
  void readsFilesAndSaysWhyNot(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("c.yaml"), "retention: 2w\n");
    assertThat(Settings.load(TABLE, Map.of(), SettingsFile.read(file)).get(RETENTION))
        .isEqualTo(Duration.ofDays(14));
    assertThat(load(Map.of(), "# nothing\n").get(RETENTION)).isEqualTo(Duration.ofDays(15));
    assertThatThrownBy(() -> SettingsFile.read(dir.resolve("none.yaml")))
        .hasMessageContaining("none.yaml: there is no such file");
    assertThatThrownBy(() -> SettingsFile.read(dir)).hasMessageContaining("cannot read");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "15d,1296000000", "1y2w3d4h5m6s7ms,33019506007", "100ms,100", "90m,5400000"})
  void readsPrometheusDurations(String text, long ms) {
    assertThat(PrometheusDuration.parse(text)).isEqualTo(Duration.ofMillis(ms));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "d", "1m1h", "1h1h", "1.5h", "-1h", "1 h", "99999y", "1x"})
  void refusesOtherDurations(String text) {
    assertThat(PrometheusDuration.parse(text)).isNull();
  }

  @Test
  void choosesFromWords() {
    Setting.Parser<String> parser = SettingTypes.oneOf(Set.of("b", "a"));
    assertThat(parser.parse("--x", "a")).isEqualTo("a");
    assertThatThrownBy(() -> parser.parse("--x", "c"))
        .hasMessage("--x: expected one of a, b, got \"c\"");
  }
}
