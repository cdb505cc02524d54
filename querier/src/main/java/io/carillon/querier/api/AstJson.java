package io.carillon.querier.api;

import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.FunctionSignature;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.TimeModifier;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.parser.VectorMatching;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a parsed expression as an object, keys in order, for tree views
 * (web/api/v1/translate_ast.go).
 */
final class AstJson {
  private final PromJson json;

  private AstJson(PromJson json) {
    this.json = json;
  }

  static void write(PromJson json, Expr expr) throws IOException {
    new AstJson(json).expr(expr);
  }

  private void expr(@Nullable Expr expr) throws IOException {
    switch (expr) {
      case null -> json.raw("null");
      case Expr.NumberLiteral number -> type("{", "numberLiteral").val(number.value());
      case Expr.StringLiteral string -> {
        type("{", "stringLiteral").key(",", "val");
        json.string(string.value()).raw('}');
      }
      case Expr.VectorSelector vector -> selector(vector, null);
      case Expr.MatrixSelector matrix -> selector(matrix.vector(), matrix.range());
      case Expr.Subquery subquery -> subquery(subquery);
      case Expr.Call call -> call(call);
      case Expr.Aggregation aggregation -> aggregation(aggregation);
      case Expr.Binary binary -> binary(binary);
      case Expr.Unary unary -> {
        key("{", "expr").expr(unary.expr());
        key(",", "op").text(unary.isNegation() ? "-" : "+").type(",", "unaryExpr").end();
      }
      case Expr.Paren paren -> {
        key("{", "expr").expr(paren.expr());
        type(",", "parenExpr").end();
      }
    }
  }

  private void selector(Expr.VectorSelector vector, @Nullable DurationExpr range)
      throws IOException {
    key("{", "anchored").bool(vector.extension() == RangeExtension.ANCHORED);
    key(",", "matchers").matchers(vector.matchers());
    key(",", "name").text(vector.name() == null ? "" : vector.name());
    duration("offset", vector.modifier().offset());
    if (range != null) {
      duration("range", range);
    }
    key(",", "smoothed").bool(vector.extension() == RangeExtension.SMOOTHED);
    at(vector.modifier(), range == null ? "vectorSelector" : "matrixSelector");
  }

  private void subquery(Expr.Subquery subquery) throws IOException {
    key("{", "expr").expr(subquery.expr());
    duration("offset", subquery.modifier().offset());
    duration("range", subquery.range());
    boolean isStart = subquery.modifier().at() instanceof TimeModifier.At.Start;
    boolean isEnd = subquery.modifier().at() instanceof TimeModifier.At.End;
    startOrEnd(isStart, isEnd);
    duration("step", subquery.step());
    timestamp(subquery.modifier());
    type(",", "subquery").end();
  }

  private void call(Expr.Call call) throws IOException {
    key("{", "args");
    exprs(call.args());
    FunctionSignature function = call.function();
    key(",", "func").key("{", "argTypes");
    strings(function.argTypes().stream().map(ValueType::apiName).toList());
    key(",", "name").text(function.name());
    key(",", "returnType").text(function.returnType().apiName());
    key(",", "variadic").number(function.variadic()).end();
    type(",", "call").end();
  }

  private void aggregation(Expr.Aggregation aggregation) throws IOException {
    key("{", "expr").expr(aggregation.expr());
    key(",", "grouping");
    strings(aggregation.grouping());
    key(",", "op").text(aggregation.op().keyword());
    key(",", "param").expr(aggregation.param());
    type(",", "aggregation").key(",", "without").bool(aggregation.isWithout()).end();
  }

  private void binary(Expr.Binary binary) throws IOException {
    key("{", "bool").bool(binary.returnsBool());
    key(",", "lhs").expr(binary.lhs());
    key(",", "matching").matching(binary.matching());
    key(",", "op").text(binary.op().symbol());
    key(",", "rhs").expr(binary.rhs());
    type(",", "binaryExpr").end();
  }

  private void matching(@Nullable VectorMatching matching) throws IOException {
    if (matching == null) {
      json.raw("null");
      return;
    }
    key("{", "card").text(matching.cardinality().text());
    key(",", "fillValues").key("{", "lhs").fill(matching.fillLhs());
    key(",", "rhs").fill(matching.fillRhs()).end();
    key(",", "include");
    strings(matching.include());
    key(",", "labels");
    strings(matching.matchingLabels());
    key(",", "on").bool(matching.isOn()).end();
  }

  /** A duration as milliseconds when it is a literal, else 0, and what it was written as. */
  private void duration(String name, @Nullable DurationExpr duration) throws IOException {
    boolean isLiteral = duration instanceof DurationExpr.Literal;
    long millis =
        duration instanceof DurationExpr.Literal literal
            ? Math.round(literal.seconds() * 1e9) / 1_000_000
            : 0;
    key(",", name).number(millis).key(",", name + "Expr");
    durationExpr(isLiteral ? null : duration, false);
  }

  private void durationExpr(@Nullable DurationExpr duration, boolean isWrapped) throws IOException {
    switch (duration) {
      case null -> json.raw("null");
      case DurationExpr.Literal literal -> {
        key("{", "duration").bool(literal.isDuration());
        type(",", "numberLiteral").val(literal.seconds());
      }
      case DurationExpr.Step _ -> operation("step", null, null, isWrapped);
      case DurationExpr.Range _ -> operation("range", null, null, isWrapped);
      case DurationExpr.Extremum e ->
          operation(e.isMin() ? "min_of" : "max_of", e.a(), e.b(), isWrapped);
      case DurationExpr.Signed e ->
          operation(e.isNegation() ? "-" : "+", null, e.operand(), isWrapped);
      case DurationExpr.Arithmetic e -> operation(e.op().symbol(), e.lhs(), e.rhs(), isWrapped);
      case DurationExpr.Group e -> durationExpr(e.inner(), true);
    }
  }

  private void operation(
      String op, @Nullable DurationExpr lhs, @Nullable DurationExpr rhs, boolean isWrapped)
      throws IOException {
    key("{", "lhs").durationExpr(lhs, false);
    key(",", "op").text(op).key(",", "rhs").durationExpr(rhs, false);
    type(",", "durationExpr").key(",", "wrapped").bool(isWrapped).end();
  }

  private void at(TimeModifier modifier, String type) throws IOException {
    startOrEnd(
        modifier.at() instanceof TimeModifier.At.Start,
        modifier.at() instanceof TimeModifier.At.End);
    timestamp(modifier);
    type(",", type).end();
  }

  private void startOrEnd(boolean isStart, boolean isEnd) throws IOException {
    key(",", "startOrEnd");
    json.raw(isStart ? "\"start\"" : isEnd ? "\"end\"" : "null");
  }

  private void timestamp(TimeModifier modifier) throws IOException {
    key(",", "timestamp");
    json.raw(
        modifier.at() instanceof TimeModifier.At.Time time
            ? Long.toString(time.timestampMs())
            : "null");
  }

  private void matchers(List<Matcher> matchers) throws IOException {
    json.raw('[');
    String separator = "{";
    for (Matcher matcher : matchers) {
      key(separator, "name").text(matcher.name());
      key(",", "type").text(matcher.type().operator());
      key(",", "value").text(matcher.value()).end();
      separator = ",{";
    }
    json.raw(']');
  }

  private void exprs(List<Expr> exprs) throws IOException {
    json.raw('[');
    for (int i = 0; i < exprs.size(); i++) {
      json.raw(i > 0 ? "," : "");
      expr(exprs.get(i));
    }
    json.raw(']');
  }

  private void strings(List<String> strings) throws IOException {
    Success.strings(json, strings);
  }

  private AstJson key(String before, String name) throws IOException {
    json.raw(before).raw('"').raw(name).raw("\":");
    return this;
  }

  private AstJson type(String before, String name) throws IOException {
    return key(before, "type").text(name);
  }

  private AstJson text(String text) throws IOException {
    json.string(text);
    return this;
  }

  private AstJson bool(boolean value) throws IOException {
    json.raw(value ? "true" : "false");
    return this;
  }

  private AstJson number(long value) throws IOException {
    json.raw(Long.toString(value));
    return this;
  }

  private AstJson fill(@Nullable Double value) throws IOException {
    json.raw(value == null ? "null" : GoFloat.format(value));
    return this;
  }

  private void val(double value) throws IOException {
    key(",", "val").text(GoFloat.formatPlain(value)).end();
  }

  private void end() throws IOException {
    json.raw('}');
  }
}
