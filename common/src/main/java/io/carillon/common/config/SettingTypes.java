package io.carillon.common.config;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Parsers of the usual kinds of values. */
public final class SettingTypes {
  private SettingTypes() {}

  /** A folder or file. */
  public static Setting.Parser<Path> path() {
    return (source, text) -> {
      if (text.isBlank()) {
        throw bad(source, "a path", text);
      }
      return Path.of(text);
    };
  }

  /** host:port. */
  public static Setting.Parser<HostPort> hostPort() {
    return HostPort::parse;
  }

  /** A value, or nothing when the text is empty. */
  public static <T> Setting.Parser<Optional<T>> optional(Setting.Parser<T> parser) {
    return (source, text) ->
        text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(source, text));
  }

  /** Any text. */
  public static Setting.Parser<String> text() {
    return (_, text) -> text;
  }

  /** Values with commas between them, without empty ones; no value when the text is empty. */
  public static <T> Setting.Parser<List<T>> list(Setting.Parser<T> parser) {
    return (source, text) ->
        text.isBlank()
            ? List.of()
            : Arrays.stream(text.split(",", -1))
                .map(item -> parser.parse(source, item.strip()))
                .toList();
  }

  /** One of some words. */
  public static Setting.Parser<String> oneOf(Set<String> words) {
    return (source, text) -> {
      if (!words.contains(text)) {
        throw bad(source, "one of " + String.join(", ", new TreeSet<>(words)), text);
      }
      return text;
    };
  }

  /** {@code on} or {@code off}. */
  public static Setting.Parser<Boolean> onOff() {
    return (source, text) ->
        switch (text) {
          case "on", "true" -> true;
          case "off", "false" -> false;
          default -> throw bad(source, "on or off", text);
        };
  }

  /** A whole number within bounds, both included. */
  public static Setting.Parser<Integer> integer(int min, int max) {
    return (source, text) -> Math.toIntExact(longInteger(min, max).parse(source, text));
  }

  /** A whole number within bounds, both included. */
  public static Setting.Parser<Long> longInteger(long min, long max) {
    return (source, text) -> {
      try {
        long value = Long.parseLong(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Said below.
      }
      throw bad(source, "a whole number from " + min + " to " + max, text);
    };
  }

  /** A duration above 0 as Prometheus writes it. */
  public static Setting.Parser<Duration> duration() {
    return (source, text) -> {
      Duration duration = PrometheusDuration.parse(text);
      if (duration == null || duration.isZero()) {
        throw bad(source, "a duration above 0 such as 15d, 36h or 1h30m", text);
      }
      return duration;
    };
  }

  /** The error for text that is no value. */
  public static CarillonException bad(String source, String expected, String text) {
    return new CarillonException(
        ErrorCode.BAD_DATA, source + ": expected " + expected + ", got \"" + text + "\"");
  }
}
