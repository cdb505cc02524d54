package io.carillon.querier.parser;

import static io.carillon.querier.parser.ValueType.MATRIX;
import static io.carillon.querier.parser.ValueType.SCALAR;
import static io.carillon.querier.parser.ValueType.STRING;
import static io.carillon.querier.parser.ValueType.VECTOR;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of PromQL and their types, as in Prometheus 3.14. */
public final class FunctionTable {
  private static final int EXACT = 0;
  private static final int ANY_NUMBER = -1;

  private static final Map<String, FunctionSignature> FUNCTIONS = new TreeMap<>();

  static {
    ofVector(
        "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg"
            + " histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad"
            + " sgn sin sinh sort sort_desc sqrt tan tanh timestamp");
    ofMatrix(
        "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta"
            + " increase irate last_over_time max_over_time min_over_time present_over_time rate"
            + " resets stddev_over_time stdvar_over_time sum_over_time");
    dates("day_of_month day_of_week day_of_year days_in_month hour minute month year");
    stable("clamp", EXACT, VECTOR, VECTOR, SCALAR, SCALAR);
    stable("clamp_max", EXACT, VECTOR, VECTOR, SCALAR);
    stable("clamp_min", EXACT, VECTOR, VECTOR, SCALAR);
    stable("histogram_fraction", EXACT, VECTOR, SCALAR, SCALAR, VECTOR);
    stable("histogram_quantile", EXACT, VECTOR, SCALAR, VECTOR);
    stable("label_join", ANY_NUMBER, VECTOR, VECTOR, STRING, STRING, STRING);
    stable("label_replace", EXACT, VECTOR, VECTOR, STRING, STRING, STRING, STRING);
    stable("pi", EXACT, SCALAR);
    stable("predict_linear", EXACT, VECTOR, MATRIX, SCALAR);
    stable("quantile_over_time", EXACT, VECTOR, SCALAR, MATRIX);
    stable("round", 1, VECTOR, VECTOR, SCALAR);
    stable("scalar", EXACT, SCALAR, VECTOR);
    stable("time", EXACT, SCALAR);
    stable("vector", EXACT, VECTOR, SCALAR);
  }

  static {
    experimental("double_exponential_smoothing", EXACT, VECTOR, MATRIX, SCALAR, SCALAR);
    experimental("end", EXACT, SCALAR);
    experimental("histogram_quantiles", 9, VECTOR, VECTOR, STRING, SCALAR, SCALAR);
    experimental("info", 1, VECTOR, VECTOR, VECTOR);
    experimental("mad_over_time", EXACT, VECTOR, MATRIX);
    experimental("max_of", EXACT, SCALAR, SCALAR, SCALAR);
    experimental("min_of", EXACT, SCALAR, SCALAR, SCALAR);
    experimental("range", EXACT, SCALAR);
    experimental("sort_by_label", ANY_NUMBER, VECTOR, VECTOR, STRING);
    experimental("sort_by_label_desc", ANY_NUMBER, VECTOR, VECTOR, STRING);
    experimental("start", EXACT, SCALAR);
    experimental("start_timestamp", EXACT, VECTOR, VECTOR);
    experimental("step", EXACT, SCALAR);
    experimental("ts_of_first_over_time", EXACT, VECTOR, MATRIX);
    experimental("ts_of_last_over_time", EXACT, VECTOR, MATRIX);
    experimental("ts_of_max_over_time", EXACT, VECTOR, MATRIX);
    experimental("ts_of_min_over_time", EXACT, VECTOR, MATRIX);
  }

  private FunctionTable() {}

  /** The function of that name; null when there is none. */
  public static @Nullable FunctionSignature find(String name) {
    return FUNCTIONS.get(name);
  }

  /** All functions, by name. */
  public static List<FunctionSignature> all() {
    return List.copyOf(FUNCTIONS.values());
  }

  private static void ofVector(String names) {
    for (String name : names.split(" ", -1)) {
      stable(name, EXACT, VECTOR, VECTOR);
    }
  }

  private static void ofMatrix(String names) {
    for (String name : names.split(" ", -1)) {
      stable(name, EXACT, VECTOR, MATRIX);
    }
  }

  /** Functions of a date, which take the time of evaluation when there is no argument. */
  private static void dates(String names) {
    for (String name : names.split(" ", -1)) {
      stable(name, 1, VECTOR, VECTOR);
    }
  }

  private static void stable(
      String name, int variadic, ValueType returnType, ValueType... argTypes) {
    add(new FunctionSignature(name, List.of(argTypes), variadic, returnType, false));
  }

  private static void experimental(
      String name, int variadic, ValueType returnType, ValueType... argTypes) {
    add(new FunctionSignature(name, List.of(argTypes), variadic, returnType, true));
  }

  private static void add(FunctionSignature function) {
    FUNCTIONS.put(function.name(), function);
  }
}
