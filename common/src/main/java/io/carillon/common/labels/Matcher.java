package io.carillon.common.labels;

import org.jspecify.annotations.Nullable;

/** A condition on one label. A missing label has the empty value. Immutable, thread-safe. */
public final class Matcher {
  /** How the value is compared. */
  public enum Type {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String operator;

    Type(String operator) {
      this.operator = operator;
    }

    /** The operator as it is written in PromQL. */
    public String operator() {
      return operator;
    }
  }

  /** Fits every series. */
  public static final Matcher ALL = of(Type.REGEX, Labels.METRIC_NAME, ".*");

  /** Fits no series. */
  public static final Matcher NOTHING = of(Type.NOT_REGEX, Labels.METRIC_NAME, ".*");

  private final Type type;
  private final String name;
  private final String value;
  private final @Nullable RegexMatcher regex;

  private Matcher(Type type, String name, String value) {
    this.type = type;
    this.name = name;
    this.value = value;
    this.regex = type == Type.REGEX || type == Type.NOT_REGEX ? RegexMatcher.compile(value) : null;
  }

  /**
   * A matcher.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when the regular expression
   *     does not compile
   */
  public static Matcher of(Type type, String name, String value) {
    return new Matcher(type, name, value);
  }

  /** {@code name="value"}. */
  public static Matcher equal(String name, String value) {
    return new Matcher(Type.EQUAL, name, value);
  }

  public Type type() {
    return type;
  }

  /** Name of the label. */
  public String name() {
    return name;
  }

  /** The value or regular expression as it was written. */
  public String value() {
    return value;
  }

  /** The compiled regular expression; null for the types that have none. */
  public @Nullable RegexMatcher regex() {
    return regex;
  }

  /** Whether the value, empty for a missing label, fits. */
  public boolean matches(String labelValue) {
    if (regex == null) {
      return value.equals(labelValue) == (type == Type.EQUAL);
    }
    return regex.matches(labelValue) == (type == Type.REGEX);
  }

  /**
   * Whether name and value are text. Otherwise the matcher fits either all stored series or none,
   * as it fits the empty value or not: labels with such a name or value are never stored.
   */
  public boolean isUtf8() {
    return !BrokenUtf8.isIn(name) && !BrokenUtf8.isIn(value);
  }

  /** Whether series without the label fit. */
  public boolean matchesEmpty() {
    return matches("");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Matcher that
        && type == that.type
        && name.equals(that.name)
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return (type.hashCode() * 31 + name.hashCode()) * 31 + value.hashCode();
  }

  /** As in PromQL: {@code name=~"value"}. */
  @Override
  public String toString() {
    return LabelQuoting.name(name) + type.operator() + LabelQuoting.quote(value);
  }
}
