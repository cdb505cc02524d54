package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Labels of all series in memory, of all tenants: symbols, label sets, postings and order. A series
 * is named by its reference, a number from 0 that is given from outside and never given again.
 * Thread-safe.
 */
public final class SeriesIndex {
  /** Number of a tenant; small, given on first sight, never given to another. */
  public int tenantNumber(TenantId tenant) {
    throw new UnsupportedOperationException();
  }

  /** The tenant with a number. */
  public TenantId tenant(int number) {
    throw new UnsupportedOperationException();
  }

  /** Tenants with series, sorted. */
  public List<TenantId> tenants() {
    throw new UnsupportedOperationException();
  }

  /** Adds a series; it is found by matchers when this returns. */
  public void add(int tenant, Labels labels, int ref) {
    throw new UnsupportedOperationException();
  }

  /** Forgets a series. */
  public void remove(int ref) {
    throw new UnsupportedOperationException();
  }

  /** Whether a series that is there has these labels; the tenant is not compared. */
  public boolean hasLabels(int ref, Labels labels) {
    throw new UnsupportedOperationException();
  }

  /** Labels of a series that is there. */
  public Labels labels(int ref) {
    throw new UnsupportedOperationException();
  }

  /**
   * The series of a tenant that fit all matchers.
   *
   * @return the caller's own
   */
  public RoaringBitmap select(TenantId tenant, List<Matcher> matchers) {
    throw new UnsupportedOperationException();
  }

  /** References in label order; those of series that are gone are left out. */
  public int[] inLabelOrder(TenantId tenant, RoaringBitmap refs) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds label names of series.
   *
   * @param refs null for all series of the tenant
   */
  public void collectNames(TenantId tenant, @Nullable RoaringBitmap refs, Collection<String> out) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant, String name, @Nullable RoaringBitmap refs, Collection<String> out) {
    throw new UnsupportedOperationException();
  }

  /** Number of series. */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of memory, off the heap and on it, roughly. */
  public long sizeBytes() {
    throw new UnsupportedOperationException();
  }
}
