package io.carillon.ingester.file;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Locale;

/** What is said of a format level that this version does not read. */
public final class FormatLevel {
  private FormatLevel() {}

  /**
   * An error for data that another version wrote: it is not damaged, and stays as it is.
   *
   * @param what has the level: a path, or what else leads to it
   * @return with FAILED_PRECONDITION
   */
  public static CarillonException unknown(Object what, int found, int known) {
    return new CarillonException(ErrorCode.FAILED_PRECONDITION, message(what, found, known));
  }

  /** What the error says, for those who take some levels for damage. */
  public static String message(Object what, int found, int known) {
    return String.format(
        Locale.ROOT,
        "%s has format level %d, this version reads %d: start the version that wrote it",
        what,
        found,
        known);
  }
}
