package io.carillon.querier.function;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;

/** Errors for parts of PromQL that are not built yet. */
public final class Unimplemented {
  private Unimplemented() {}

  /** Names what is missing. */
  public static CarillonException of(String what) {
    return new CarillonException(
        ErrorCode.UNIMPLEMENTED, what + " is not implemented by this version of Carillon");
  }
}
