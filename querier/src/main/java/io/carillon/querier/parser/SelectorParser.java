package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.TokenStream.Expected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads instant vector selectors without their modifiers. */
final class SelectorParser {
  private static final Expected MATCHER = new Expected("label matching", "identifier or \"}\"");
  private static final Expected OPERATOR =
      new Expected("label matching", "label matching operator");
  private static final Expected VALUE = new Expected("label matching", "string");
  private static final Expected SEPARATOR = new Expected("label matching", "\",\" or \"}\"");

  private final TokenStream tokens;

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** A selector that begins with {@code first}: its metric name or its opening brace. */
  Expr.VectorSelector parse(Token first) {
    boolean hasName = !first.is(TokenType.LEFT_BRACE);
    PositionRange position = first.position();
    List<Matcher> matchers = new ArrayList<>();
    if (!hasName || tokens.accept(TokenType.LEFT_BRACE)) {
      position = position.union(parseMatchers(matchers));
    }
    String name = hasName ? first.text() : null;
    if (name != null) {
      matchers.add(Matcher.equal(Labels.METRIC_NAME, name));
    }
    return new Expr.VectorSelector(
        name, matchers, TimeModifier.NONE, RangeExtension.NONE, position);
  }

  /** Reads all behind the opening brace; gives the position of the closing one. */
  private PositionRange parseMatchers(List<Matcher> matchers) {
    if (!tokens.isAt(TokenType.RIGHT_BRACE)) {
      matchers.add(parseMatcher());
      while (tokens.accept(TokenType.COMMA) && !tokens.isAt(TokenType.RIGHT_BRACE)) {
        matchers.add(parseMatcher());
      }
    }
    if (!tokens.isAt(TokenType.RIGHT_BRACE)) {
      throw tokens.unexpected(SEPARATOR);
    }
    return tokens.next().position();
  }

  private Matcher parseMatcher() {
    Token label = tokens.next();
    String name =
        switch (label.type()) {
          case IDENTIFIER -> label.text();
          case STRING -> StringScanner.unquote(label.text());
          default -> throw tokens.unexpected(MATCHER);
        };
    Matcher.Type type = matcherType(tokens.peek());
    if (type == null && label.is(TokenType.STRING)) {
      return Matcher.equal(Labels.METRIC_NAME, name);
    }
    if (type == null) {
      throw tokens.unexpected(OPERATOR);
    }
    tokens.next();
    if (!tokens.isAt(TokenType.STRING)) {
      throw tokens.unexpected(VALUE);
    }
    String value = StringScanner.unquote(tokens.next().text());
    try {
      return Matcher.of(type, name, value);
    } catch (CarillonException e) {
      throw tokens.error(label, String.valueOf(e.getMessage()));
    }
  }

  private static Matcher.@Nullable Type matcherType(Token token) {
    return switch (token.type()) {
      case EQUAL -> Matcher.Type.EQUAL;
      case NEQ -> Matcher.Type.NOT_EQUAL;
      case EQUAL_REGEX -> Matcher.Type.REGEX;
      case NOT_EQUAL_REGEX -> Matcher.Type.NOT_REGEX;
      default -> null;
    };
  }
}
