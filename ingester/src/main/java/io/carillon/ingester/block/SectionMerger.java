package io.carillon.ingester.block;

import io.carillon.common.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unites sections of one kind when blocks are merged. Called by the thread that merges. */
@FunctionalInterface
public interface SectionMerger {
  /**
   * What one block holds.
   *
   * @param bytes not to be changed
   * @param deletions what of the tenant is deleted from this section
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Section(byte[] bytes, List<Tombstone> deletions) {
    public Section {
      deletions = List.copyOf(deletions);
    }
  }

  /**
   * Unites what several blocks hold of one tenant.
   *
   * @param sections at least one, of the lowest file number first
   * @param minMs what is older may be left out
   * @return null for no section
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when a section is damaged;
   *     it is then called with each section alone to find out which
   */
  byte @Nullable [] merge(TenantId tenant, List<Section> sections, long minMs);
}
