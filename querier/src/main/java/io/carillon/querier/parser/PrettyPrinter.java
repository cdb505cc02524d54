package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.List;

/**
 * Prints an expression over several lines where one would have more than 100 bytes, as Prometheus'
 * prettier.go does and format_query answers.
 */
public final class PrettyPrinter {
  private static final int MAX_LINE_BYTES = 100;
  private static final String INDENT = "  ";

  /** Deep nesting multiplies the text by its indentation; nobody reads more than this. */
  private static final int MAX_LENGTH = 64 << 20;

  private final StringBuilder out = new StringBuilder();

  private PrettyPrinter() {}

  /**
   * The expression as text.
   *
   * @throws CarillonException with TOO_LARGE when it would be longer than 64 Mi characters
   */
  public static String print(Expr expr) {
    PrettyPrinter printer = new PrettyPrinter();
    printer.append(expr, 0);
    return printer.out.toString();
  }

  private void append(Expr expr, int level) {
    checkLength();
    if (!ExprPrinter.isLongerThan(expr, MAX_LINE_BYTES)) {
      // Prometheus does not indent a subquery that fits.
      indent(expr instanceof Expr.Subquery ? 0 : level);
      out.append(ExprPrinter.print(expr));
      return;
    }
    switch (expr) {
      case Expr.NumberLiteral _,
          Expr.StringLiteral _,
          Expr.VectorSelector _,
          Expr.MatrixSelector _ -> {
        indent(level);
        out.append(ExprPrinter.print(expr));
      }
      case Expr.Subquery subquery -> {
        append(subquery.expr(), level);
        out.append(ExprPrinter.suffix(subquery));
      }
      case Expr.Call call -> appendBlock(call.function().name(), call.args(), level);
      case Expr.Paren paren -> appendBlock("", List.of(paren.expr()), level);
      case Expr.Aggregation aggregation -> appendAggregation(aggregation, level);
      case Expr.Binary binary -> {
        append(binary.lhs(), level + 1);
        out.append('\n');
        indent(level);
        out.append(ExprPrinter.operator(binary)).append('\n');
        append(binary.rhs(), level + 1);
      }
      case Expr.Unary unary -> appendUnary(unary, level);
    }
  }

  private void appendAggregation(Expr.Aggregation aggregation, int level) {
    String head = ExprPrinter.head(aggregation);
    Expr param = aggregation.param();
    List<Expr> args =
        param == null ? List.of(aggregation.expr()) : List.of(param, aggregation.expr());
    appendBlock(head, args, level);
  }

  private void appendBlock(String head, List<Expr> args, int level) {
    indent(level);
    out.append(head).append("(\n");
    String separator = "";
    for (Expr arg : args) {
      out.append(separator);
      append(arg, level + 1);
      separator = ",\n";
    }
    out.append('\n');
    indent(level);
    out.append(')');
  }

  /** The operand loses its indentation to the sign. */
  private void appendUnary(Expr.Unary unary, int level) {
    indent(level);
    out.append(unary.isNegation() ? '-' : '+');
    int start = out.length();
    append(unary.expr(), level);
    int end = start;
    while (end < out.length() && out.charAt(end) == ' ') {
      end++;
    }
    out.delete(start, end);
  }

  private void indent(int level) {
    out.repeat(INDENT, level);
  }

  private void checkLength() {
    if (out.length() > MAX_LENGTH) {
      throw new CarillonException(
          ErrorCode.TOO_LARGE,
          "expected a formatted query of at most " + MAX_LENGTH + " characters, got more");
    }
  }
}
