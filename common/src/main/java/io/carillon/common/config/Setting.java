package io.carillon.common.config;

import java.util.function.Function;

/**
 * One setting.
 *
 * @param name flag without dashes, and key of the file, such as {@code data-dir}
 * @param valueHint what a value looks like, for the help, such as {@code HOST:PORT}
 * @param defaultText says the default in the help; empty when there is none to tell
 * @param description one sentence
 * @param defaultOf the default as text, from the settings before this one in the table
 * @param parser makes a value of the text
 */
public record Setting<T>(
    String name,
    String valueHint,
    String defaultText,
    String description,
    Function<Settings, String> defaultOf,
    Parser<T> parser) {

  /** A setting with a fixed default. */
  public static <T> Setting<T> of(
      String name, String valueHint, String defaultText, String description, Parser<T> parser) {
    return new Setting<>(name, valueHint, defaultText, description, _ -> defaultText, parser);
  }

  /** The flag, with dashes. */
  public String flag() {
    return "--" + name;
  }

  /** Makes a value of text. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Reads a value.
     *
     * @param source the flag, or file, line, column and key, to begin an error with
     * @throws io.carillon.common.error.CarillonException with BAD_DATA, naming the source, what was
     *     expected and what came
     */
    T parse(String source, String text);
  }
}
