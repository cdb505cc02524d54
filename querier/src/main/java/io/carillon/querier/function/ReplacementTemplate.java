package io.carillon.querier.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * The replacement of label_replace: text with {@code $1}, {@code $name}, {@code ${name}} and {@code
 * $$}, as Go's Regexp.Expand reads it. An unbraced name is as long as possible; unknown groups are
 * empty.
 */
public final class ReplacementTemplate {
  private final String template;

  public ReplacementTemplate(String template) {
    this.template = template;
  }

  /** The text for a match of the pattern. */
  public String expand(Matcher match, Pattern pattern) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i++);
      if (c != '$') {
        out.append(c);
      } else if (i < template.length() && template.charAt(i) == '$') {
        out.append('$');
        i++;
      } else {
        boolean isBraced = i < template.length() && template.charAt(i) == '{';
        int start = isBraced ? i + 1 : i;
        int end = endOfName(start);
        boolean isClosed = !isBraced || (end < template.length() && template.charAt(end) == '}');
        if (end == start || !isClosed) {
          out.append('$');
          continue;
        }
        out.append(group(template.substring(start, end), match, pattern));
        i = isBraced ? end + 1 : end;
      }
    }
    return out.toString();
  }

  private int endOfName(int start) {
    int end = start;
    while (end < template.length()) {
      int c = template.codePointAt(end);
      if (!Character.isLetter(c) && !Character.isDigit(c) && c != '_') {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private static String group(String name, Matcher match, Pattern pattern) {
    Integer index =
        name.chars().allMatch(c -> c >= '0' && c <= '9')
            ? Integer.valueOf(number(name))
            : pattern.namedGroups().get(name);
    if (index == null || index > match.groupCount()) {
      return "";
    }
    String text = match.group(index);
    return text == null ? "" : text;
  }

  private static int number(String digits) {
    return digits.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
