package io.carillon.common.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private final Pattern pattern;

  /** All values that match, when the expression is only an alternation of literals; else null. */
  private final @Nullable Set<String> literals;

  /** The same as the pattern, when it is as simple as that; else null. */
  private final @Nullable WildcardPattern wildcards;

  /** What every match starts with; empty when nothing is known. */
  private final String prefix;

  private RegexMatcher(
      Pattern pattern,
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
   * @throws CarillonException with BAD_DATA when it is not valid
   */
  public static RegexMatcher compile(String expression) {
    if (BrokenUtf8.isIn(expression)) {
      throw refused("invalid UTF-8", expression, null);
    }
    try {
      var _ = Pattern.compile(expression); // So that an error shows what was written.
      Pattern pattern = Pattern.compile("^(?s:" + expression + ")$");
      List<String> alternatives = literalAlternatives(expression);
      return new RegexMatcher(
          pattern,
          alternatives == null ? null : new TreeSet<>(alternatives),
          WildcardPattern.parse(expression),
          alternatives == null ? literalPrefix(expression) : "");
    } catch (PatternSyntaxException e) {
      throw refused(e.getDescription(), e.getPattern(), e);
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
    return value.startsWith(prefix) && pattern.matches(value);
  }

  /** All values that can match, or null when they cannot be listed. Not to be changed. */
  public @Nullable Set<String> literals() {
    return literals;
  }

  /** What every matching value starts with; may be empty. */
  public String prefix() {
    return prefix;
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
