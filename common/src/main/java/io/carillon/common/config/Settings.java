package io.carillon.common.config;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of every setting of a table, with its origin. Immutable once loaded. */
public final class Settings {
  private final Map<Setting<?>, Resolved> bySetting = new LinkedHashMap<>();

  private Settings() {}

  /**
   * Decides every setting.
   *
   * @param table all settings, in the order in which they are shown
   * @param flags text by setting name, of those given on the command line
   * @param file what the file says; null when there is none
   * @throws CarillonException with BAD_DATA for an unknown key or a bad value
   */
  public static Settings load(
      List<Setting<?>> table, Map<String, String> flags, @Nullable SettingsFile file) {
    if (file != null) {
      file.requireKeysOf(table);
    }
    Settings settings = new Settings();
    for (Setting<?> setting : table) {
      settings.bySetting.put(setting, settings.resolve(setting, flags, file));
    }
    return settings;
  }

  private Resolved resolve(
      Setting<?> setting, Map<String, String> flags, @Nullable SettingsFile file) {
    String flag = flags.get(setting.name());
    if (flag != null) {
      return resolved(setting, flag, new Origin.Flag(setting));
    }
    SettingsFile.Entry entry = file == null ? null : file.find(setting.name());
    if (entry != null) {
      return resolved(setting, entry.text(), entry.origin());
    }
    String text = setting.defaultOf().apply(this);
    return resolved(setting, text, new Origin.ByDefault(setting));
  }

  private static Resolved resolved(Setting<?> setting, String text, Origin origin) {
    Object value = setting.parser().parse(origin.source(), text);
    return new Resolved(setting, text, value, origin);
  }

  /** The value of a setting of the table. */
  @SuppressWarnings("unchecked") // The value came from this setting's parser.
  public <T> T get(Setting<T> setting) {
    return (T) find(setting).value();
  }

  /** Where a setting's value comes from. */
  public Origin origin(Setting<?> setting) {
    return find(setting).origin();
  }

  private Resolved find(Setting<?> setting) {
    Resolved resolved = bySetting.get(setting);
    if (resolved == null) {
      throw new IllegalStateException(
          setting.name() + " is not in the table, or comes later in it");
    }
    return resolved;
  }

  /** All settings in the order of the table. */
  public List<Resolved> all() {
    return List.copyOf(bySetting.values());
  }

  /** An error about the value of a setting, for checks across settings. */
  public CarillonException bad(Setting<?> setting, String expectedAndGot) {
    return new CarillonException(
        ErrorCode.BAD_DATA, origin(setting).source() + ": " + expectedAndGot);
  }

  /**
   * One decided setting.
   *
   * @param text the value as it was written
   * @param value the value as its parser made it
   */
  public record Resolved(Setting<?> setting, String text, Object value, Origin origin) {}
}
