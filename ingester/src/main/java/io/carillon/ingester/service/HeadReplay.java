package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.head.HeadSeries;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.head.TimeOrder;
import io.carillon.ingester.wal.WalReplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the head from the log at start; seals on the way when it grows too large. One thread. */
final class HeadReplay implements WalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(HeadReplay.class);

  private record Ref(TenantId tenant, HeadSeries series) {}

  private final MetadataStore metadata;
  private final Sealer sealer;
  private final long maxHeadBytes;

  private final Map<TenantId, TenantId> tenants = new HashMap<>();

  /** By reference; references of a segment are small numbers. */
  private final List<@Nullable Ref> refs = new ArrayList<>();

  private Head head = new Head();
  private long sampleCount;
  private long unknownRefs;

  HeadReplay(MetadataStore metadata, Sealer sealer, long maxHeadBytes) {
    this.metadata = metadata;
    this.sealer = sealer;
    this.maxHeadBytes = maxHeadBytes;
  }

  /** What was not sealed on the way. */
  Head head() {
    return head;
  }

  long sampleCount() {
    return sampleCount;
  }

  /** Runs of samples whose series is not known, since the log is damaged. */
  long unknownRefs() {
    return unknownRefs;
  }

  @Override
  public void beginSegment(long number) {
    refs.clear();
  }

  @Override
  public void endSegment(long number) {
    if (head.sizeBytes() < maxHeadBytes) {
      return;
    }
    try {
      sealer.seal(head, number + 1);
      head = new Head();
    } catch (IOException e) {
      LOG.warn("cannot seal while reading the log, going on in memory: segment={}", number, e);
    }
  }

  @Override
  public void series(int ref, TenantId tenant, Labels labels) {
    while (refs.size() <= ref) {
      refs.add(null);
    }
    // One object for a tenant: otherwise each sample would touch the cold one of its own series.
    TenantId shared = tenants.computeIfAbsent(tenant, same -> same);
    refs.set(ref, new Ref(shared, head.series(shared, labels)));
  }

  @Override
  public void samples(int ref, SampleColumn column) {
    Ref known = ref < refs.size() ? refs.get(ref) : null;
    if (known == null) {
      unknownRefs++;
      return;
    }
    head.apply(known.tenant(), known.series(), TimeOrder.sorted(column));
    sampleCount += column.size();
  }

  @Override
  public void metadata(TenantId tenant, List<MetricMetadata> batch) {
    metadata.apply(tenant, batch);
  }
}
