package io.carillon.deploy.cli;

import io.carillon.common.config.Setting;
import io.carillon.common.config.SettingTypes;
import io.carillon.common.config.Settings;
import io.carillon.querier.budget.QueryLimits;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.EngineFeatures;
import java.time.Duration;
import java.util.List;

/** The settings of the query engine, by the names that its errors give. */
final class QuerySettings {
  private static final EngineConfig DEFAULT = EngineConfig.DEFAULT;
  private static final EngineFeatures FEATURES = EngineFeatures.DEFAULT;
  private static final QueryLimits LIMITS = QueryLimits.forHeap(Runtime.getRuntime().maxMemory());

  private static final Setting<Duration> TIMEOUT =
      Setting.of(
          EngineConfig.TIMEOUT,
          "DURATION",
          DEFAULT.timeoutMs() / 60_000 + "m",
          "How long a query may wait and run; its parameter timeout can only ask for less.",
          SettingTypes.duration());

  private static final Setting<Duration> LOOKBACK =
      Setting.of(
          EngineConfig.LOOKBACK,
          "DURATION",
          DEFAULT.lookbackMs() / 60_000 + "m",
          "How far a query looks back for the newest sample of a series.",
          SettingTypes.duration());

  private static final Setting<Integer> CONCURRENT_QUERIES =
      Setting.of(
          QueryLimits.CONCURRENT_QUERIES,
          "N",
          Integer.toString(LIMITS.concurrentQueries()),
          "Queries that are evaluated at once; more of them wait.",
          SettingTypes.integer(1, Integer.MAX_VALUE));

  private static final Setting<Long> SAMPLES =
      number(
          QueryLimits.SAMPLES,
          "N",
          1,
          LIMITS.samples(),
          "Samples that a query may hold at a time.");

  private static final Setting<Long> SERIES =
      number(
          QueryLimits.SERIES,
          "N",
          0,
          LIMITS.series(),
          "Series that a query may read; 0 means any number.");

  private static final Setting<Long> QUERY_BYTES =
      number(
          QueryLimits.QUERY_BYTES,
          "BYTES",
          1,
          LIMITS.queryBytes(),
          "Memory that a query may hold at a time.");

  private static final Setting<Long> TENANT_BYTES =
      ofHeap(
          QueryLimits.TENANT_BYTES,
          LIMITS.tenantBytes(),
          "3/10 of the heap",
          "Memory that all queries of a tenant may hold at a time.");

  private static final Setting<Long> PROCESS_BYTES =
      ofHeap(
          QueryLimits.PROCESS_BYTES,
          LIMITS.processBytes(),
          "2/5 of the heap",
          "Memory that all queries of this process may hold at a time.");

  private static final Setting<Boolean> STEP_STATS =
      onOff(
          EngineFeatures.STEP_STATS,
          FEATURES.countsSamplesByStep(),
          "Whether stats=all gives the samples of each step of a query.");

  private static final Setting<Boolean> DELAYED_NAME_REMOVAL =
      onOff(
          EngineFeatures.DELAYED_NAME_REMOVAL,
          FEATURES.delaysNameRemoval(),
          "Whether metric names are dropped once at the end of a query.");

  private static final Setting<Boolean> START_TIMESTAMPS =
      onOff(
          EngineFeatures.START_TIMESTAMPS,
          FEATURES.usesStartTimestamps(),
          "Whether rate and its relatives know since when a counter counts.");

  private static final Setting<Boolean> EXPERIMENTAL =
      onOff(
          EngineFeatures.EXPERIMENTAL,
          FEATURES.allowsExperimental(),
          "Whether PromQL has its experimental functions, ranges and fill.");

  /** In the order of the help. */
  static final List<Setting<?>> ALL =
      List.of(
          TIMEOUT,
          LOOKBACK,
          CONCURRENT_QUERIES,
          SAMPLES,
          SERIES,
          QUERY_BYTES,
          TENANT_BYTES,
          PROCESS_BYTES,
          STEP_STATS,
          DELAYED_NAME_REMOVAL,
          START_TIMESTAMPS,
          EXPERIMENTAL);

  private QuerySettings() {}

  /** What the settings say. */
  static EngineConfig of(Settings settings) {
    return new EngineConfig(
        settings.get(LOOKBACK).toMillis(),
        settings.get(TIMEOUT).toMillis(),
        new QueryLimits(
            settings.get(QUERY_BYTES),
            settings.get(TENANT_BYTES),
            settings.get(PROCESS_BYTES),
            settings.get(SAMPLES),
            settings.get(SERIES),
            settings.get(CONCURRENT_QUERIES)),
        DEFAULT.defaultSubqueryStepMs(),
        new EngineFeatures(
            settings.get(DELAYED_NAME_REMOVAL),
            settings.get(STEP_STATS),
            settings.get(START_TIMESTAMPS),
            settings.get(EXPERIMENTAL)));
  }

  private static Setting<Boolean> onOff(String name, boolean isOn, String description) {
    return Setting.of(name, "on|off", isOn ? "on" : "off", description, SettingTypes.onOff());
  }

  private static Setting<Long> number(
      String name, String hint, long min, long defaultValue, String description) {
    return Setting.of(
        name,
        hint,
        Long.toString(defaultValue),
        description,
        SettingTypes.longInteger(min, Long.MAX_VALUE));
  }

  private static Setting<Long> ofHeap(
      String name, long defaultValue, String defaultText, String description) {
    return new Setting<>(
        name,
        "BYTES",
        defaultText,
        description,
        _ -> Long.toString(defaultValue),
        SettingTypes.longInteger(1, Long.MAX_VALUE));
  }
}
