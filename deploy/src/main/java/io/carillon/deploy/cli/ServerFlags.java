package io.carillon.deploy.cli;

import io.carillon.common.config.Setting;
import io.carillon.common.config.Settings;
import io.carillon.common.config.SettingsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings of a server as flags of a command. */
final class ServerFlags {
  private static final String CONFIG = "--config";

  private ServerFlags() {}

  /** Adds a flag for each setting, and {@code --config}. */
  static void addTo(CommandSpec spec, List<Setting<?>> table) {
    spec.usageMessage().sortOptions(false);
    for (Setting<?> setting : table) {
      String byDefault =
          setting.defaultText().isEmpty() ? "" : " Default: " + setting.defaultText() + ".";
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .type(String.class)
              .paramLabel(setting.valueHint())
              .description(setting.description() + byDefault)
              .build());
    }
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("YAML file whose keys are the names of these flags; flags outrank it.")
            .build());
  }

  /** The text of each flag that was given, by name of the setting. */
  static Map<String, String> given(ParseResult parsed, List<Setting<?>> table) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Setting<?> setting : table) {
      String text = parsed.matchedOptionValue(setting.flag(), null);
      if (text != null) {
        flags.put(setting.name(), text);
      }
    }
    return flags;
  }

  /** The file of {@code --config}, or null. */
  static @Nullable Path configFile(ParseResult parsed) {
    return parsed.matchedOptionValue(CONFIG, null);
  }

  /**
   * Flags, file and defaults together.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA
   */
  static Settings settings(Map<String, String> flags, @Nullable Path configFile) {
    return Settings.load(
        ServerTable.ALL, flags, configFile == null ? null : SettingsFile.read(configFile));
  }

  static Settings settings(ParseResult parsed) {
    return settings(given(parsed, ServerTable.ALL), configFile(parsed));
  }
}
