package io.carillon.deploy.cli;

import io.carillon.common.config.Setting;
import io.carillon.common.config.SettingTypes;
import io.carillon.common.config.Settings;
import io.carillon.distributor.DistributorConfig;
import io.carillon.distributor.receive.SnappyBlock;
import io.carillon.distributor.replicate.QuorumWriter;
import io.carillon.distributor.validate.ValidationLimits;
import io.carillon.ingester.index.SeriesIndex;
import java.time.Duration;
import java.util.List;

/** The settings that bound the write path, by the names that its errors give. */
final class WriteLimits {
  private static final DistributorConfig DEFAULT = DistributorConfig.DEFAULT;

  private static final Setting<Integer> MAX_BODY_BYTES =
      bytes(
          DistributorConfig.MAX_BODY_BYTES,
          DEFAULT.maxBodyBytes(),
          "Largest body of a remote write request, as it comes over the wire.");

  private static final Setting<Integer> MAX_DECODED_BYTES =
      bytes(
          SnappyBlock.MAX_DECODED_BYTES,
          DEFAULT.maxDecodedBytes(),
          "Largest body of a remote write request after decompression.");

  private static final Setting<Integer> MAX_IN_FLIGHT_BYTES =
      bytes(
          DistributorConfig.MAX_IN_FLIGHT_BYTES,
          DEFAULT.maxInFlightBytes(),
          "Samples in work at once; above it writes are refused for a moment.");

  private static final Setting<Integer> MAX_REPLICA_IN_FLIGHT_BYTES =
      bytes(
          QuorumWriter.MAX_REPLICA_IN_FLIGHT_BYTES,
          DEFAULT.maxReplicaInFlightBytes(),
          "Samples on their way to one ingester; above it that replica is left out.");

  private static final Setting<Duration> WRITE_TIMEOUT =
      Setting.of(
          QuorumWriter.TIMEOUT,
          "DURATION",
          DEFAULT.writeTimeoutMs() / 1000 + "s",
          "How long a write waits for its quorum.",
          SettingTypes.duration());

  private static final Setting<Integer> MAX_LABELS_PER_SERIES =
      Setting.of(
          ValidationLimits.MAX_LABELS_PER_SERIES,
          "N",
          Integer.toString(DEFAULT.limits().maxLabelsPerSeries()),
          "Most labels of a series.",
          SettingTypes.integer(1, SeriesIndex.MAX_LABELS));

  private static final Setting<Integer> MAX_LABEL_NAME_BYTES =
      bytes(
          ValidationLimits.MAX_LABEL_NAME_BYTES,
          DEFAULT.limits().maxLabelNameBytes(),
          "Longest name of a label.");

  private static final Setting<Integer> MAX_LABEL_VALUE_BYTES =
      bytes(
          ValidationLimits.MAX_LABEL_VALUE_BYTES,
          DEFAULT.limits().maxLabelValueBytes(),
          "Longest value of a label.");

  private static final Setting<Duration> MAX_FUTURE =
      Setting.of(
          ValidationLimits.MAX_FUTURE,
          "DURATION",
          DEFAULT.limits().maxFutureMs() / 60_000 + "m",
          "How far ahead of this node's clock a sample may be.",
          SettingTypes.duration());

  /** In the order of the help. */
  static final List<Setting<?>> ALL =
      List.of(
          MAX_BODY_BYTES,
          MAX_DECODED_BYTES,
          MAX_IN_FLIGHT_BYTES,
          MAX_REPLICA_IN_FLIGHT_BYTES,
          WRITE_TIMEOUT,
          MAX_LABELS_PER_SERIES,
          MAX_LABEL_NAME_BYTES,
          MAX_LABEL_VALUE_BYTES,
          MAX_FUTURE);

  private WriteLimits() {}

  /** What the settings say. */
  static DistributorConfig of(Settings settings) {
    return new DistributorConfig(
        settings.get(MAX_BODY_BYTES),
        settings.get(MAX_DECODED_BYTES),
        new ValidationLimits(
            settings.get(MAX_LABELS_PER_SERIES),
            settings.get(MAX_LABEL_NAME_BYTES),
            settings.get(MAX_LABEL_VALUE_BYTES),
            settings.get(MAX_FUTURE).toMillis()),
        settings.get(WRITE_TIMEOUT).toMillis(),
        settings.get(MAX_IN_FLIGHT_BYTES),
        settings.get(MAX_REPLICA_IN_FLIGHT_BYTES));
  }

  private static Setting<Integer> bytes(String name, long defaultValue, String description) {
    return Setting.of(
        name,
        "BYTES",
        Long.toString(defaultValue),
        description,
        SettingTypes.integer(1, Integer.MAX_VALUE));
  }
}
