package io.carillon.querier.parser;

import java.util.List;

/**
 * What a function takes and gives.
 *
 * @param argTypes types of the arguments; the last one repeats for variadic functions
 * @param variadic 0 exactly the arguments; n up to n more arguments than {@code argTypes.size() -
 *     1}; -1 any number more; as in Prometheus' functions.go
 * @param isExperimental whether Prometheus hides it behind promql-experimental-functions
 */
public record FunctionSignature(
    String name,
    List<ValueType> argTypes,
    int variadic,
    ValueType returnType,
    boolean isExperimental) {
  public FunctionSignature {
    argTypes = List.copyOf(argTypes);
  }
}
