package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;
import io.carillon.querier.parser.VectorMatching.Cardinality;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks operator, operands and matching of binary operations against each other. */
final class MatchingChecker {
  private final SourceText source;

  MatchingChecker(SourceText source) {
    this.source = source;
  }

  /**
   * The matching that evaluation needs: many-to-many for set operators, none unless both sides are
   * vectors.
   *
   * @throws CarillonException with BAD_DATA for the first thing that is wrong
   */
  @Nullable VectorMatching check(Expr.Binary binary, ValueType lhs, ValueType rhs) {
    BinaryOp op = binary.op();
    VectorMatching matching = binary.matching();
    if (binary.returnsBool() && !op.isComparison()) {
      throw atOperator(binary, "bool modifier can only be used on comparison operators");
    }
    boolean isScalar = lhs == ValueType.SCALAR && rhs == ValueType.SCALAR;
    if (op.isComparison() && !binary.returnsBool() && isScalar) {
      throw atOperator(binary, "comparisons between scalars must use BOOL modifier");
    }
    if (matching != null) {
      checkLabels(binary, matching);
    }
    checkOperand(binary.lhs(), lhs);
    checkOperand(binary.rhs(), rhs);
    boolean isBetweenVectors = lhs == ValueType.VECTOR && rhs == ValueType.VECTOR;
    if (matching != null && !isBetweenVectors) {
      checkNoMatching(binary, matching);
    }
    if (op.isSetOperator() && !isBetweenVectors) {
      throw error(
          binary,
          "set operator " + GoText.quote(op.symbol()) + " not allowed in binary scalar expression");
    }
    if (matching == null || !isBetweenVectors) {
      return null;
    }
    return op.isSetOperator() ? setMatching(binary, matching) : matching;
  }

  private void checkLabels(Expr.Binary binary, VectorMatching matching) {
    if (!matching.isOn()) {
      return;
    }
    Set<String> include = new HashSet<>(matching.include());
    for (String label : matching.matchingLabels()) {
      if (include.contains(label)) {
        throw atOperator(
            binary,
            "label " + GoText.quote(label) + " must not occur in ON and GROUP clause at once");
      }
    }
  }

  private void checkOperand(Expr operand, ValueType type) {
    if (!TypeChecker.isScalarOrVector(type)) {
      throw error(operand, "binary expression must contain only scalar and instant vector types");
    }
  }

  private void checkNoMatching(Expr.Binary binary, VectorMatching matching) {
    if (!matching.matchingLabels().isEmpty()) {
      throw error(binary, "vector matching only allowed between instant vectors");
    }
    if (hasFill(matching)) {
      throw error(binary, "filling in missing series only allowed between instant vectors");
    }
  }

  private VectorMatching setMatching(Expr.Binary binary, VectorMatching matching) {
    if (matching.cardinality() != Cardinality.ONE_TO_ONE) {
      throw error(
          binary, "no grouping allowed for " + GoText.quote(binary.op().symbol()) + " operation");
    }
    if (hasFill(matching)) {
      throw error(binary, "filling in missing series not allowed for set operators");
    }
    return new VectorMatching(
        Cardinality.MANY_TO_MANY,
        matching.matchingLabels(),
        matching.isOn(),
        matching.include(),
        null,
        null);
  }

  private static boolean hasFill(VectorMatching matching) {
    return matching.fillLhs() != null || matching.fillRhs() != null;
  }

  /** An error at the operator, which stands behind the left side and white space. */
  private CarillonException atOperator(Expr.Binary binary, String message) {
    int offset = binary.lhs().position().end();
    while (TextCursor.isSpace(source.byteAt(offset))) {
      offset++;
    }
    return source.error(offset, message);
  }

  private CarillonException error(Expr expr, String message) {
    return source.error(expr.position().start(), message);
  }
}
