package io.carillon.querier.plan;

import java.util.function.UnaryOperator;

/** Makes plans from plans, for passes that change some nodes and leave the rest. */
final class PlanInputs {
  private PlanInputs() {}

  /** The same node over changed inputs. */
  static Plan map(Plan plan, UnaryOperator<Plan> change) {
    return switch (plan) {
      case Plan.Subquery s ->
          new Plan.Subquery(
              change.apply(s.inner()), s.rangeMs(), s.stepMs(), s.time(), s.position());
      case Plan.Call c ->
          new Plan.Call(
              c.function(), c.args().stream().map(change).toList(), c.type(), c.position());
      case Plan.Aggregation a -> {
        Plan param = a.param();
        yield new Plan.Aggregation(
            a.op(),
            change.apply(a.input()),
            param == null ? null : change.apply(param),
            a.grouping(),
            a.isWithout(),
            a.position());
      }
      case Plan.Binary b ->
          new Plan.Binary(
              b.op(),
              change.apply(b.lhs()),
              change.apply(b.rhs()),
              b.returnsBool(),
              b.matching(),
              b.position());
      case Plan.Unary u -> new Plan.Unary(u.isNegation(), change.apply(u.operand()), u.position());
      case Plan.StepInvariant i -> new Plan.StepInvariant(change.apply(i.inner()));
      case Plan.Constant _, Plan.Text _, Plan.InstantSelector _, Plan.RangeSelector _ -> plan;
    };
  }
}
