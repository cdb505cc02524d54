package io.carillon.common.tenant;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Locale;

/**
 * A tenant: 1 to 150 bytes of {@code [A-Za-z0-9!_.*'()-]}, neither {@code .} nor {@code ..} (it may
 * become the name of a folder). The same rule as Mimir's.
 *
 * @param value the id as it came in the header
 */
public record TenantId(String value) implements Comparable<TenantId> {
  /** Who a request belongs to when it names nobody. */
  public static final TenantId ANONYMOUS = new TenantId("anonymous");

  /** The HTTP header that names the tenant. */
  public static final String HEADER = "X-Scope-OrgID";

  private static final int MAX_LENGTH = 150;
  private static final String SPECIAL = "!_.*'()-";

  public TenantId {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw bad(
          String.format(
              Locale.ROOT, "expected 1 to %d characters, got %d", MAX_LENGTH, value.length()));
    }
    if (value.equals(".") || value.equals("..")) {
      throw bad(String.format(Locale.ROOT, "\"%s\" is not allowed", value));
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        throw bad(
            String.format(
                Locale.ROOT, "expected characters of [A-Za-z0-9!_.*'()-], got \"%s\"", value));
      }
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || SPECIAL.indexOf(c) >= 0;
  }

  private static CarillonException bad(String reason) {
    return new CarillonException(
        ErrorCode.BAD_DATA, "invalid tenant id in header " + HEADER + ": " + reason);
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
