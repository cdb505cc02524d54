package io.carillon.querier.parser;

import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.Utf8Order;
import io.carillon.querier.parser.VectorMatching.Cardinality;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints an expression on one line as Prometheus' {@code String()} does: matchers sorted, the name
 * in front, modifiers behind. Parsing the result gives the same expression, but for offsets like
 * {@code offset (1h) + 1h}, whose parentheses Prometheus drops.
 */
public final class ExprPrinter {
  private static final double NANOS = 1e9;

  private final StringBuilder out = new StringBuilder();
  private final int limit;

  private ExprPrinter(int limit) {
    this.limit = limit;
  }

  /** The expression as text. */
  public static String print(Expr expr) {
    ExprPrinter printer = new ExprPrinter(Integer.MAX_VALUE);
    printer.append(expr);
    return printer.out.toString();
  }

  /** The duration as text. */
  public static String print(DurationExpr duration) {
    ExprPrinter printer = new ExprPrinter(Integer.MAX_VALUE);
    printer.appendWhole(duration);
    return printer.out.toString();
  }

  /** Whether the text has more than {@code bytes} bytes of UTF-8; costs no more than that. */
  static boolean isLongerThan(Expr expr, int bytes) {
    ExprPrinter printer = new ExprPrinter(bytes);
    printer.append(expr);
    return printer.isFull()
        || printer.out.toString().getBytes(StandardCharsets.UTF_8).length > bytes;
  }

  /** What stands in front of the arguments: {@code sum by (a) }. */
  static String head(Expr.Aggregation aggregation) {
    ExprPrinter printer = new ExprPrinter(Integer.MAX_VALUE);
    printer.appendHead(aggregation);
    return printer.out.toString();
  }

  /** The operator with all of its modifiers. */
  static String operator(Expr.Binary binary) {
    ExprPrinter printer = new ExprPrinter(Integer.MAX_VALUE);
    printer.appendOperator(binary);
    return printer.out.toString();
  }

  /** What stands behind the inner expression: {@code [5m:1m] offset 1h}. */
  static String suffix(Expr.Subquery subquery) {
    ExprPrinter printer = new ExprPrinter(Integer.MAX_VALUE);
    printer.appendSuffix(subquery);
    return printer.out.toString();
  }

  private boolean isFull() {
    return out.length() > limit;
  }

  /** Fills up what is limited when texts of the user alone are longer, whatever their length. */
  private boolean fillsWith(Stream<String> texts) {
    if (limit == Integer.MAX_VALUE) {
      return false;
    }
    Iterator<String> iterator = texts.iterator();
    int length = 0;
    while (iterator.hasNext() && length <= limit) {
      length += iterator.next().length() + 1;
    }
    if (length <= limit + 1) {
      return false;
    }
    out.repeat(' ', limit + 1);
    return true;
  }

  private void append(Expr expr) {
    if (isFull()) {
      return;
    }
    switch (expr) {
      case Expr.NumberLiteral number -> appendNumber(number.value(), number.isDuration());
      case Expr.StringLiteral string -> appendQuoted(string.value());
      case Expr.VectorSelector vector -> appendVector(vector);
      case Expr.MatrixSelector matrix -> appendMatrix(matrix);
      case Expr.Subquery subquery -> {
        append(subquery.expr());
        appendSuffix(subquery);
      }
      case Expr.Call call -> appendCall(call);
      case Expr.Aggregation aggregation -> appendAggregation(aggregation);
      case Expr.Binary binary -> {
        append(binary.lhs());
        out.append(' ');
        appendOperator(binary);
        out.append(' ');
        append(binary.rhs());
      }
      case Expr.Unary unary -> {
        out.append(unary.isNegation() ? '-' : '+');
        append(unary.expr());
      }
      case Expr.Paren paren -> {
        out.append('(');
        append(paren.expr());
        out.append(')');
      }
    }
  }

  private void appendQuoted(String text) {
    if (!fillsWith(Stream.of(text))) {
      out.append(LabelQuoting.quote(text));
    }
  }

  private void appendNumber(double value, boolean isDuration) {
    if (!isDuration) {
      out.append(GoText.plain(value));
      return;
    }
    out.append(value < 0 ? "-" : "")
        .append(PromDuration.formatNanos(GoText.toInt64(Math.abs(value) * NANOS)));
  }

  private void appendVector(Expr.VectorSelector vector) {
    appendName(vector);
    appendAt(vector.modifier());
    appendExtension(vector.extension());
    appendOffset(vector.modifier());
  }

  /** Other than a vector, it has {@code @} behind anchored and smoothed. */
  private void appendMatrix(Expr.MatrixSelector matrix) {
    Expr.VectorSelector vector = matrix.vector();
    appendName(vector);
    out.append('[');
    appendWhole(matrix.range());
    out.append(']');
    appendExtension(vector.extension());
    appendAt(vector.modifier());
    appendOffset(vector.modifier());
  }

  private void appendName(Expr.VectorSelector vector) {
    String name = vector.name();
    if (fillsWith(vector.matchers().stream().map(Matcher::value))) {
      return;
    }
    List<String> matchers = new ArrayList<>();
    for (Matcher matcher : vector.matchers()) {
      if (!isName(matcher, name)) {
        matchers.add(matcher.toString());
      }
    }
    matchers.sort(Utf8Order::compare);
    out.append(name == null ? "" : name);
    if (!matchers.isEmpty()) {
      out.append('{').append(String.join(",", matchers)).append('}');
    }
  }

  private static boolean isName(Matcher matcher, @Nullable String name) {
    return matcher.name().equals(Labels.METRIC_NAME)
        && matcher.type() == Matcher.Type.EQUAL
        && matcher.value().equals(name);
  }

  private void appendAt(TimeModifier modifier) {
    switch (modifier.at()) {
      case null -> {}
      case TimeModifier.At.Start _ -> out.append(" @ start()");
      case TimeModifier.At.End _ -> out.append(" @ end()");
      case TimeModifier.At.Time time ->
          out.append(" @ ").append(GoText.fixed(time.timestampMs() / 1000.0, 3));
    }
  }

  private void appendOffset(TimeModifier modifier) {
    if (modifier.offset() != null) {
      out.append(" offset ");
      appendWhole(modifier.offset());
    }
  }

  private void appendExtension(RangeExtension extension) {
    switch (extension) {
      case NONE -> {}
      case ANCHORED -> out.append(" anchored");
      case SMOOTHED -> out.append(" smoothed");
    }
  }

  private void appendSuffix(Expr.Subquery subquery) {
    out.append('[');
    appendWhole(subquery.range());
    out.append(':');
    if (subquery.step() != null) {
      appendWhole(subquery.step());
    }
    out.append(']');
    appendAt(subquery.modifier());
    appendOffset(subquery.modifier());
  }

  private void appendCall(Expr.Call call) {
    out.append(call.function().name()).append('(');
    String separator = "";
    for (Expr arg : call.args()) {
      if (isFull()) {
        return;
      }
      out.append(separator);
      append(arg);
      separator = ", ";
    }
    out.append(')');
  }

  private void appendAggregation(Expr.Aggregation aggregation) {
    appendHead(aggregation);
    out.append('(');
    if (aggregation.param() != null) {
      append(aggregation.param());
      out.append(", ");
    }
    append(aggregation.expr());
    out.append(')');
  }

  private void appendHead(Expr.Aggregation aggregation) {
    out.append(aggregation.op().keyword());
    if (aggregation.isWithout()) {
      appendLabels(" without ", aggregation.grouping());
      out.append(' ');
    } else if (!aggregation.grouping().isEmpty()) {
      appendLabels(" by ", aggregation.grouping());
      out.append(' ');
    }
  }

  private void appendLabels(String keyword, List<String> labels) {
    if (fillsWith(labels.stream())) {
      return;
    }
    out.append(keyword).append('(');
    out.append(String.join(", ", labels.stream().map(LabelQuoting::name).toList()));
    out.append(')');
  }

  private void appendOperator(Expr.Binary binary) {
    out.append(binary.op().symbol());
    if (binary.returnsBool()) {
      out.append(" bool");
    }
    if (binary.matching() != null) {
      appendMatching(binary.matching());
    }
  }

  private void appendMatching(VectorMatching matching) {
    boolean isGrouped =
        matching.cardinality() == Cardinality.MANY_TO_ONE
            || matching.cardinality() == Cardinality.ONE_TO_MANY;
    if (!matching.matchingLabels().isEmpty() || matching.isOn() || isGrouped) {
      appendLabels(matching.isOn() ? " on " : " ignoring ", matching.matchingLabels());
    }
    if (isGrouped) {
      boolean isLeft = matching.cardinality() == Cardinality.MANY_TO_ONE;
      appendLabels(isLeft ? " group_left " : " group_right ", matching.include());
    }
    Double lhs = matching.fillLhs();
    Double rhs = matching.fillRhs();
    if (lhs != null && rhs != null && lhs.doubleValue() == rhs.doubleValue()) {
      appendFill(" fill ", lhs);
      return;
    }
    if (lhs != null) {
      appendFill(" fill_left ", lhs);
    }
    if (rhs != null) {
      appendFill(" fill_right ", rhs);
    }
  }

  private void appendFill(String keyword, double value) {
    out.append(keyword).append('(').append(GoText.general(value)).append(')');
  }

  /** A duration that is not part of another one: a literal is rounded, not cut. */
  private void appendWhole(DurationExpr duration) {
    if (duration instanceof DurationExpr.Literal literal) {
      long nanos = GoText.toInt64(GoText.round(literal.seconds() * NANOS));
      out.append(PromDuration.formatNanos(nanos));
    } else {
      append(duration);
    }
  }

  private void append(DurationExpr duration) {
    if (isFull()) {
      return;
    }
    switch (duration) {
      case DurationExpr.Literal literal -> appendNumber(literal.seconds(), literal.isDuration());
      case DurationExpr.Step _ -> out.append("step()");
      case DurationExpr.Range _ -> out.append("range()");
      case DurationExpr.Extremum extremum -> {
        out.append(extremum.isMin() ? "min_of(" : "max_of(");
        append(extremum.a());
        out.append(", ");
        append(extremum.b());
        out.append(')');
      }
      case DurationExpr.Signed signed -> {
        out.append(signed.isNegation() ? "-" : "");
        append(signed.operand());
      }
      case DurationExpr.Arithmetic arithmetic -> {
        append(arithmetic.lhs());
        out.append(' ').append(arithmetic.op().symbol()).append(' ');
        append(arithmetic.rhs());
      }
      case DurationExpr.Group group -> {
        out.append('(');
        append(group.inner());
        out.append(')');
      }
    }
  }
}
