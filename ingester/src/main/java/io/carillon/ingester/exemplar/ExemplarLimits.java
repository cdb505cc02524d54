package io.carillon.ingester.exemplar;

/**
 * How many exemplars are kept.
 *
 * @param maxPerTenant exemplars of a tenant that are not sealed
 * @param maxBytes memory of all that are not sealed, estimated
 * @param maxPerSection exemplars that one merged file holds of a tenant
 */
public record ExemplarLimits(int maxPerTenant, long maxBytes, int maxPerSection) {
  /**
   * As many unsealed ones as Prometheus keeps at all by default; a section of as many is read in
   * some ten milliseconds.
   */
  public static final ExemplarLimits DEFAULT = new ExemplarLimits(100_000, 32 << 20, 100_000);

  public ExemplarLimits {
    requirePositive("exemplars per tenant", maxPerTenant);
    requirePositive("bytes of exemplars", maxBytes);
    requirePositive("exemplars per section", maxPerSection);
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("expected more than 0 " + what + ", got " + value);
    }
  }
}
