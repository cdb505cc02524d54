package io.carillon.querier.parser;

import io.carillon.common.labels.BrokenUtf8;
import io.carillon.querier.parser.TokenStream.Expected;
import io.carillon.querier.parser.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lists of label names, and what stands between a binary operator and its right side. */
final class MatchingParser {
  private static final Expected LIST = new Expected("grouping opts", "\"(\"");
  private static final Expected LABEL = new Expected("grouping opts", "label");
  private static final Expected SEPARATOR = new Expected("grouping opts", "\",\" or \")\"");

  private final TokenStream tokens;
  private final LiteralParser literals;

  MatchingParser(TokenStream tokens, LiteralParser literals) {
    this.tokens = tokens;
    this.literals = literals;
  }

  /** What was written behind an operator. */
  record Modifiers(boolean returnsBool, VectorMatching matching) {}

  /**
   * Reads bool, on or ignoring, group_left or group_right and fill.
   *
   * @param outside what to say about unexpected tokens of the expression around
   */
  Modifiers parse(Expected outside) {
    boolean returnsBool = tokens.accept(TokenType.BOOL);
    boolean isOn = tokens.isAt(TokenType.ON);
    Cardinality cardinality = Cardinality.ONE_TO_ONE;
    List<String> labels = List.of();
    List<String> include = List.of();
    if (isOn || tokens.isAt(TokenType.IGNORING)) {
      tokens.next();
      labels = parseLabels();
      boolean isLeft = tokens.isAt(TokenType.GROUP_LEFT);
      if (isLeft || tokens.isAt(TokenType.GROUP_RIGHT)) {
        tokens.next();
        cardinality = isLeft ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
        include = isAtRightSide() ? List.of() : parseLabels();
      }
    }
    Double fillLhs = null;
    Double fillRhs = null;
    if (tokens.accept(TokenType.FILL)) {
      fillLhs = parseFillValue(outside);
      fillRhs = fillLhs;
    } else if (tokens.accept(TokenType.FILL_LEFT)) {
      fillLhs = parseFillValue(outside);
      fillRhs = parseFillIf(TokenType.FILL_RIGHT, outside);
    } else if (tokens.accept(TokenType.FILL_RIGHT)) {
      fillRhs = parseFillValue(outside);
      fillLhs = parseFillIf(TokenType.FILL_LEFT, outside);
    }
    return new Modifiers(
        returnsBool, new VectorMatching(cardinality, labels, isOn, include, fillLhs, fillRhs));
  }

  /** Whether the list of group_left is left out: a parenthesis always opens that list. */
  private boolean isAtRightSide() {
    return !tokens.isAt(TokenType.LEFT_PAREN) && tokens.peek().type().canBeginExpression();
  }

  private @Nullable Double parseFillIf(TokenType keyword, Expected outside) {
    return tokens.accept(keyword) ? parseFillValue(outside) : null;
  }

  private double parseFillValue(Expected outside) {
    if (!tokens.accept(TokenType.LEFT_PAREN)) {
      throw tokens.unexpected(outside);
    }
    double value = literals.parseSigned(outside);
    if (!tokens.accept(TokenType.RIGHT_PAREN)) {
      throw tokens.unexpected(outside);
    }
    return value;
  }

  /** A list of label names in parentheses. */
  List<String> parseLabels() {
    if (!tokens.accept(TokenType.LEFT_PAREN)) {
      throw tokens.unexpected(LIST);
    }
    List<String> labels = new ArrayList<>();
    if (!tokens.isAt(TokenType.RIGHT_PAREN)) {
      labels.add(parseLabel());
      while (tokens.accept(TokenType.COMMA) && !tokens.isAt(TokenType.RIGHT_PAREN)) {
        labels.add(parseLabel());
      }
    }
    if (!tokens.accept(TokenType.RIGHT_PAREN)) {
      throw tokens.unexpected(SEPARATOR);
    }
    return labels;
  }

  private String parseLabel() {
    Token label = tokens.next();
    if (label.type().canBeGroupingLabel()) {
      return label.text();
    }
    if (!label.is(TokenType.STRING)) {
      throw tokens.unexpected(LABEL);
    }
    String name = StringScanner.unquote(label.text());
    if (name.isEmpty() || BrokenUtf8.isIn(name)) {
      throw tokens.error(label, "invalid label name for grouping: " + GoText.quote(name));
    }
    return name;
  }
}
