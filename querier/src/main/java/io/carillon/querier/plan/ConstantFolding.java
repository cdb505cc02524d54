package io.carillon.querier.plan;

import io.carillon.querier.function.GoMath;
import io.carillon.querier.function.ScalarOperators;

/** Computes scalars that are the same at every step and in every query, as {@code 8 * 1024}. */
final class ConstantFolding {
  private ConstantFolding() {}

  static Plan apply(Plan plan) {
    Plan folded = PlanInputs.map(plan, ConstantFolding::apply);
    return switch (folded) {
      case Plan.StepInvariant invariant when invariant.inner() instanceof Plan.Constant constant ->
          constant;
      case Plan.Unary unary when unary.operand() instanceof Plan.Constant operand ->
          new Plan.Constant(
              unary.isNegation() ? -operand.value() : operand.value(), unary.position());
      case Plan.Binary binary
          when binary.lhs() instanceof Plan.Constant lhs
              && binary.rhs() instanceof Plan.Constant rhs ->
          new Plan.Constant(
              ScalarOperators.apply(binary.op(), lhs.value(), rhs.value()), binary.position());
      case Plan.Call call -> fold(call);
      default -> folded;
    };
  }

  private static Plan fold(Plan.Call call) {
    if (call.function().equals("pi")) {
      return new Plan.Constant(Math.PI, call.position());
    }
    if (call.args().size() != 2
        || !(call.args().get(0) instanceof Plan.Constant a)
        || !(call.args().get(1) instanceof Plan.Constant b)) {
      return call;
    }
    return switch (call.function()) {
      case "min_of" -> new Plan.Constant(GoMath.min(a.value(), b.value()), call.position());
      case "max_of" -> new Plan.Constant(GoMath.max(a.value(), b.value()), call.position());
      default -> call;
    };
  }
}
