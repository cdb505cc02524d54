package io.carillon.common.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in RE2's dialect, anchored at both ends, where a dot matches a newline:
 * {@code ^(?s:…)$}. Literals, sets of literals, a literal prefix and {@code .*}, {@code .+} are
 * decided without the automaton. Thread-safe.
 */
public final class RegexMatcher {
  static final String META = "\\.+*?()|[]{}^$";

  /** Null when the literals are enough. */
  private final @Nullable Pattern pattern;

  /** All values that match, when the expression is only an alternation of literals; else null. */
  private final @Nullable Set<String> literals;

  /** The same as the pattern, when it is as simple as that; else null. */
  private final @Nullable WildcardPattern wildcards;

  /** What every match starts with; empty when nothing is known. */
  private final String prefix;

  private RegexMatcher(
      @Nullable Pattern pattern,
      @Nullable Set<String> literals,
      @Nullable WildcardPattern wildcards,
      String prefix) {
    this.pattern = pattern;
    this.literals = literals;
    this.wildcards = wildcards;
    this.prefix = prefix;
  }

  /**
   * Compiles an expression.
   *
   * @throws CarillonException with BAD_DATA when it is not valid, or larger than what can be
   *     compiled and matched in little time and stack
   */
  public static RegexMatcher compile(String expression) {
    requireText(expression);
    List<String> alternatives = literalAlternatives(withoutGroup(expression));
    if (alternatives != null) {
      return new RegexMatcher(null, new TreeSet<>(alternatives), null, "");
    }
    Pattern pattern = pattern(expression);
    WildcardPattern wildcards = WildcardPattern.parse(expression);
    return new RegexMatcher(pattern, null, wildcards, literalPrefix(expression));
  }

  /**
   * An expression as a pattern that is anchored at both ends.
   *
   * @throws CarillonException as {@link #compile} does
   */
  public static Pattern pattern(String expression) {
    requireText(expression);
    RegexLimits.Excess excess = RegexLimits.excess(expression);
    if (excess != null) {
      throw refused(excess.reason(), excess.part(), null);
    }
    try {
      var _ = Pattern.compile(expression); // So that an error shows what was written.
      return Pattern.compile("^(?s:" + expression + ")$");
    } catch (PatternSyntaxException e) {
      throw refused(e.getDescription(), e.getPattern(), e);
    }
  }

  private static void requireText(String expression) {
    if (BrokenUtf8.isIn(expression)) {
      throw refused("invalid UTF-8", expression, null);
    }
  }

  private static CarillonException refused(
      String reason, String part, @Nullable PatternSyntaxException cause) {
    return new CarillonException(
        ErrorCode.BAD_DATA,
        String.format(Locale.ROOT, "error parsing regexp: %s: `%s`", reason, part),
        cause);
  }

  /** Whether the whole value fits. */
  public boolean matches(String value) {
    if (literals != null) {
      return literals.contains(value);
    }
    if (wildcards != null) {
      return wildcards.matches(value);
    }
    return value.startsWith(prefix) && Objects.requireNonNull(pattern).matches(value);
  }

  /** All values that can match, or null when they cannot be listed. Not to be changed. */
  public @Nullable Set<String> literals() {
    return literals;
  }

  /** What every matching value starts with; may be empty. */
  public String prefix() {
    return prefix;
  }

  /** What is inside {@code (…)} or {@code (?:…)}; a literal holds no other parentheses. */
  private static String withoutGroup(String expression) {
    if (!expression.startsWith("(") || !expression.endsWith(")")) {
      return expression;
    }
    return expression.substring(expression.startsWith("(?:") ? 3 : 1, expression.length() - 1);
  }

  private static @Nullable List<String> literalAlternatives(String expression) {
    List<String> result = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '|') {
        result.add(current.toString());
        current.setLength(0);
      } else if (c == '\\' && isEscapedMeta(expression, i)) {
        i++;
        current.append(expression.charAt(i));
      } else if (META.indexOf(c) >= 0) {
        return null;
      } else {
        current.append(c);
      }
    }
    result.add(current.toString());
    return result;
  }

  static boolean isEscapedMeta(String expression, int i) {
    return i + 1 < expression.length() && META.indexOf(expression.charAt(i + 1)) >= 0;
  }

  private static String literalPrefix(String expression) {
    if (expression.indexOf('|') >= 0) {
      return "";
    }
    int end = 0;
    while (end < expression.length() && META.indexOf(expression.charAt(end)) < 0) {
      end++;
    }
    boolean lastIsOptional =
        end < expression.length() && "*?{".indexOf(expression.charAt(end)) >= 0;
    if (lastIsOptional && end > 0) {
      end = expression.offsetByCodePoints(end, -1);
    }
    return expression.substring(0, end);
  }
}
