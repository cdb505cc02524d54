package io.carillon.querier.parser;

/** The type of an expression, with the names that Prometheus' messages and API use. */
public enum ValueType {
  NONE("none", "none"),
  SCALAR("scalar", "scalar"),
  VECTOR("instant vector", "vector"),
  MATRIX("range vector", "matrix"),
  STRING("string", "string");

  private final String documented;
  private final String apiName;

  ValueType(String documented, String apiName) {
    this.documented = documented;
    this.apiName = apiName;
  }

  /** The name in messages to people: "instant vector". */
  public String documented() {
    return documented;
  }

  /** The name in JSON: "vector". */
  public String apiName() {
    return apiName;
  }
}
