package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.parser.TokenStream.Expected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions by operator precedence. What it gives is right in grammar, not yet in types.
 * Where Prometheus' LALR parser looks one token ahead before it checks something, so does this one:
 * the first error must be the same.
 */
final class ExpressionParser {
  private static final Expected ANYWHERE = new Expected("", "");
  private static final Expected AGGREGATION = new Expected("aggregation", "");

  /** Precedence of {@code ^}, which alone binds tighter than a sign. */
  private static final int POWER = 6;

  private final TokenStream tokens;
  private final NestingLimit nesting;
  private final LiteralParser literals;
  private final SelectorParser selectors;
  private final MatchingParser matchings;
  private final ModifierParser modifiers;

  /** Number of aggregations around the current token. */
  private int aggregations;

  ExpressionParser(SourceText source) {
    this.tokens = new TokenStream(source);
    this.nesting = new NestingLimit(source);
    this.literals = new LiteralParser(tokens);
    this.selectors = new SelectorParser(tokens);
    this.matchings = new MatchingParser(tokens, literals);
    this.modifiers =
        new ModifierParser(
            tokens, literals, new DurationParser(tokens, literals, nesting), nesting);
  }

  /** The whole text as an expression. */
  Expr parseAll() {
    if (tokens.isAt(TokenType.END)) {
      throw tokens.error(new PositionRange(0, 0), "no expression found in input");
    }
    Expr expr = parseBinary(1);
    requireEnd();
    return expr;
  }

  /** The whole text as an instant vector selector without modifiers. */
  Expr.VectorSelector parseSelector() {
    Token first = tokens.next();
    if (!first.is(TokenType.LEFT_BRACE) && !first.type().canBeMetricName()) {
      throw unexpected();
    }
    Expr.VectorSelector selector = selectors.parse(first);
    requireEnd();
    return selector;
  }

  private void requireEnd() {
    if (!tokens.isAt(TokenType.END)) {
      throw unexpected();
    }
  }

  private CarillonException unexpected() {
    return tokens.unexpected(outside());
  }

  private Expected outside() {
    return aggregations > 0 ? AGGREGATION : ANYWHERE;
  }

  private Expr parseBinary(int minPrecedence) {
    nesting.enter(tokens.peek());
    Expr lhs = parseOperand();
    int lhsHeight = nesting.height();
    BinaryOp op = binaryOp(tokens.peek());
    while (op != null && precedence(op) >= minPrecedence) {
      Token operator = tokens.next();
      MatchingParser.Modifiers modifier = matchings.parse(outside());
      Expr rhs = parseBinary(op == BinaryOp.POW ? POWER : precedence(op) + 1);
      lhs = new Expr.Binary(op, lhs, rhs, modifier.returnsBool(), modifier.matching());
      nesting.include(lhsHeight);
      nesting.grow(operator);
      lhsHeight = nesting.height();
      op = binaryOp(tokens.peek());
    }
    nesting.leave();
    return lhs;
  }

  private static int precedence(BinaryOp op) {
    return switch (op) {
      case OR -> 1;
      case AND, UNLESS -> 2;
      case EQL, NEQ, LSS, LTE, GTR, GTE, TRIM_UPPER, TRIM_LOWER -> 3;
      case ADD, SUB -> 4;
      case MUL, DIV, MOD, ATAN2 -> 5;
      case POW -> POWER;
    };
  }

  private static @Nullable BinaryOp binaryOp(Token token) {
    return switch (token.type()) {
      case ADD -> BinaryOp.ADD;
      case SUB -> BinaryOp.SUB;
      case MUL -> BinaryOp.MUL;
      case DIV -> BinaryOp.DIV;
      case MOD -> BinaryOp.MOD;
      case POW -> BinaryOp.POW;
      case ATAN2 -> BinaryOp.ATAN2;
      case EQL -> BinaryOp.EQL;
      case NEQ -> BinaryOp.NEQ;
      case LSS -> BinaryOp.LSS;
      case LTE -> BinaryOp.LTE;
      case GTR -> BinaryOp.GTR;
      case GTE -> BinaryOp.GTE;
      case TRIM_UPPER -> BinaryOp.TRIM_UPPER;
      case TRIM_LOWER -> BinaryOp.TRIM_LOWER;
      case AND -> BinaryOp.AND;
      case OR -> BinaryOp.OR;
      case UNLESS -> BinaryOp.UNLESS;
      default -> null;
    };
  }

  /** An operand with its signs and modifiers. */
  private Expr parseOperand() {
    Token first = tokens.next();
    nesting.startOperand();
    Expr operand =
        first.is(TokenType.ADD) || first.is(TokenType.SUB)
            ? parseSigned(first)
            : modifiers.parse(parsePrimary(first));
    nesting.grow(first);
    return operand;
  }

  private Expr parseSigned(Token sign) {
    Expr expr = parseBinary(POWER);
    boolean isNegation = sign.is(TokenType.SUB);
    PositionRange position = new PositionRange(sign.start(), expr.position().end());
    if (expr instanceof Expr.NumberLiteral literal) {
      double value = isNegation ? -literal.value() : literal.value();
      return new Expr.NumberLiteral(value, literal.isDuration(), position);
    }
    return new Expr.Unary(isNegation, expr, position);
  }

  private Expr parsePrimary(Token first) {
    boolean isCall = first.type().canBeMetricName() && tokens.isAt(TokenType.LEFT_PAREN);
    return switch (first.type()) {
      case NUMBER, DURATION ->
          new Expr.NumberLiteral(
              literals.value(first), first.is(TokenType.DURATION), first.position());
      case STRING -> new Expr.StringLiteral(StringScanner.unquote(first.text()), first.position());
      case LEFT_PAREN -> parseParen(first);
      case LEFT_BRACE -> selectors.parse(first);
      case IDENTIFIER, START, STOP, STEP, RANGE, MAX_OF, MIN_OF ->
          isCall ? parseCall(first) : selectors.parse(first);
      default -> parseAggregationOrSelector(first);
    };
  }

  private Expr parseAggregationOrSelector(Token first) {
    if (first.type().group() == TokenType.Group.AGGREGATOR
        && (tokens.isAt(TokenType.LEFT_PAREN) || isAtGrouping())) {
      return parseAggregation(first);
    }
    if (!first.type().canBeMetricName()) {
      throw unexpected();
    }
    return selectors.parse(first);
  }

  private Expr parseParen(Token open) {
    Expr inner = parseBinary(1);
    if (!tokens.isAt(TokenType.RIGHT_PAREN)) {
      throw unexpected();
    }
    return new Expr.Paren(inner, open.position().union(tokens.next().position()));
  }

  private Expr parseCall(Token name) {
    List<Expr> args = parseArguments();
    FunctionSignature function = FunctionTable.find(name.text());
    if (function == null) {
      throw tokens.error(name, "unknown function with name " + GoText.quote(name.text()));
    }
    return new Expr.Call(function, args, new PositionRange(name.start(), tokens.lastClosing()));
  }

  private List<Expr> parseArguments() {
    if (!tokens.accept(TokenType.LEFT_PAREN)) {
      throw unexpected();
    }
    List<Expr> args = new ArrayList<>();
    if (tokens.accept(TokenType.RIGHT_PAREN)) {
      return args;
    }
    args.add(parseBinary(1));
    int height = nesting.height();
    while (tokens.isAt(TokenType.COMMA)) {
      Token comma = tokens.next();
      if (!tokens.peek().type().canBeginExpression()) {
        throw tokens.error(comma, "trailing commas not allowed in function call args");
      }
      args.add(parseBinary(1));
      height = Math.max(height, nesting.height());
    }
    if (!tokens.accept(TokenType.RIGHT_PAREN)) {
      throw unexpected();
    }
    nesting.include(height);
    return args;
  }

  private Expr parseAggregation(Token operator) {
    aggregations++;
    Grouping grouping = isAtGrouping() ? parseGrouping() : null;
    List<Expr> args = parseArguments();
    int end = tokens.lastClosing();
    if (grouping == null && isAtGrouping()) {
      grouping = parseGrouping();
      end = tokens.lastClosing();
    } else if (grouping == null) {
      end = tokens.closingBeforeLookAhead();
    }
    aggregations--;
    return aggregation(
        operator,
        args,
        grouping == null ? Grouping.NONE : grouping,
        new PositionRange(operator.start(), end));
  }

  private Expr aggregation(
      Token operator, List<Expr> args, Grouping grouping, PositionRange position) {
    AggregateOp op = AggregateOp.valueOf(operator.type().name());
    int expected = op.hasParam() ? 2 : 1;
    if (args.isEmpty()) {
      throw tokens.error(position, "no arguments for aggregate expression provided");
    }
    if (args.size() != expected) {
      throw tokens.error(
          position,
          "wrong number of arguments for aggregate expression provided, expected "
              + expected
              + ", got "
              + args.size());
    }
    return new Expr.Aggregation(
        op,
        args.getLast(),
        op.hasParam() ? args.getFirst() : null,
        grouping.labels(),
        grouping.isWithout(),
        position);
  }

  private boolean isAtGrouping() {
    return tokens.isAt(TokenType.BY) || tokens.isAt(TokenType.WITHOUT);
  }

  private Grouping parseGrouping() {
    boolean isWithout = tokens.next().is(TokenType.WITHOUT);
    return new Grouping(matchings.parseLabels(), isWithout);
  }

  private record Grouping(List<String> labels, boolean isWithout) {
    static final Grouping NONE = new Grouping(List.of(), false);
  }
}
