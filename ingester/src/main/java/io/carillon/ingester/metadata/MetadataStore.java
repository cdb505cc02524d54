package io.carillon.ingester.metadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.ChecksummedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known about metric families: the last word for each, in memory, and in a file as it was
 * at the last {@link #save}. Thread-safe.
 *
 * <p>The last word is the one that was applied last, as a corrected description must replace the
 * one before it, and of a batch the one that comes last in it. Whoever logs what is applied does so
 * in the same order, then a start comes to the same words. Replicas that got contradictory words in
 * another order keep different ones until the senders, who repeat themselves, agree; a query names
 * all of them.
 *
 * <p>Body of the file: {uvarint tenant count, {tenant, uvarint family count, {family, type, help,
 * unit}*}*}.
 */
public final class MetadataStore {
  private static final TreeMap<String, MetricMetadata> NONE = new TreeMap<>();

  private final ChecksummedFile file;
  private final int maxFamiliesPerTenant;

  /** Held while the file is written; taken before the lock of this object. */
  private final ReentrantLock saving = new ReentrantLock();

  @GuardedBy("this")
  private final Map<TenantId, TreeMap<String, MetricMetadata>> tenants = new HashMap<>();

  @GuardedBy("this")
  private boolean changed;

  public MetadataStore(ChecksummedFile file, int maxFamiliesPerTenant) {
    this.file = file;
    this.maxFamiliesPerTenant = maxFamiliesPerTenant;
  }

  /** Reads the file, if there is one. */
  public synchronized void load() throws IOException {
    ByteReader in = file.read();
    if (in == null) {
      return;
    }
    for (int tenant = in.readCount(2); tenant > 0; tenant--) {
      TreeMap<String, MetricMetadata> families = new TreeMap<>(Utf8Order::compare);
      tenants.put(new TenantId(in.readString()), families);
      for (int family = in.readCount(4); family > 0; family--) {
        MetricMetadata m =
            new MetricMetadata(in.readString(), in.readString(), in.readString(), in.readString());
        families.put(m.metricFamilyName(), m);
      }
    }
  }

  /**
   * Writes the file, if anything changed since it was written. When this returns, all that was
   * applied before the call is durable.
   */
  public void save() throws IOException {
    saving.lock();
    try {
      ByteWriter out = takeChanges();
      if (out != null) {
        write(out);
      }
    } finally {
      saving.unlock();
    }
  }

  private synchronized @Nullable ByteWriter takeChanges() {
    if (!changed) {
      return null;
    }
    changed = false;
    ByteWriter out = new ByteWriter(1024).putUvarint(tenants.size());
    tenants.forEach(
        (tenant, families) -> {
          out.putString(tenant.value()).putUvarint(families.size());
          for (MetricMetadata m : families.values()) {
            out.putString(m.metricFamilyName()).putString(m.type());
            out.putString(m.help()).putString(m.unit());
          }
        });
    return out;
  }

  private void write(ByteWriter out) throws IOException {
    boolean isWritten = false;
    try {
      file.write(out);
      isWritten = true;
    } finally {
      if (!isWritten) {
        markChanged();
      }
    }
  }

  private synchronized void markChanged() {
    changed = true;
  }

  /** What of a batch would change anything, each family once. */
  public synchronized List<MetricMetadata> news(TenantId tenant, List<MetricMetadata> batch) {
    Map<String, MetricMetadata> lastWords = new LinkedHashMap<>();
    batch.forEach(m -> lastWords.put(m.metricFamilyName(), m));
    Map<String, MetricMetadata> families = tenants.getOrDefault(tenant, NONE);
    List<MetricMetadata> news = new ArrayList<>();
    for (MetricMetadata m : lastWords.values()) {
      MetricMetadata known = families.get(m.metricFamilyName());
      boolean fits = known != null || families.size() < maxFamiliesPerTenant;
      if (fits && !m.equals(known)) {
        news.add(m);
      }
    }
    return news;
  }

  /** Takes metadata over; new families beyond the limit are left out. */
  public synchronized void apply(TenantId tenant, List<MetricMetadata> metadata) {
    TreeMap<String, MetricMetadata> families =
        tenants.computeIfAbsent(tenant, _ -> new TreeMap<>(Utf8Order::compare));
    for (MetricMetadata m : metadata) {
      if (families.size() < maxFamiliesPerTenant || families.containsKey(m.metricFamilyName())) {
        families.put(m.metricFamilyName(), m);
        changed = true;
      }
    }
  }

  /**
   * Metadata of a tenant, sorted by family.
   *
   * @param familyName one family; empty for all
   */
  public synchronized List<MetricMetadata> find(TenantId tenant, String familyName) {
    TreeMap<String, MetricMetadata> families = tenants.get(tenant);
    if (families == null) {
      return List.of();
    }
    if (familyName.isEmpty()) {
      return List.copyOf(families.values());
    }
    @Nullable MetricMetadata found = families.get(familyName);
    return found == null ? List.of() : List.of(found);
  }
}
