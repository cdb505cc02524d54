package io.carillon.ingester.block;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** What the sealed data counts about itself. Thread-safe. */
public final class BlockMetrics {
  private final Gauge blocks;
  private final Gauge sizeBytes;
  private final Counter quarantined;
  private final Counter mergedBlocks;

  public BlockMetrics(PrometheusRegistry registry) {
    blocks =
        Gauge.builder().name("carillon_ingester_blocks").help("Sealed blocks.").register(registry);
    sizeBytes =
        Gauge.builder()
            .name("carillon_ingester_blocks_size_bytes")
            .help("Size of all sealed blocks.")
            .register(registry);
    quarantined =
        Counter.builder()
            .name("carillon_ingester_blocks_quarantined_total")
            .help("Blocks that were damaged or missing; their time range is not vouched for.")
            .register(registry);
    mergedBlocks =
        Counter.builder()
            .name("carillon_ingester_blocks_merged_total")
            .help("Blocks that were merged into larger ones.")
            .register(registry);
  }

  void set(List<BlockMeta> metas) {
    blocks.set(metas.size());
    sizeBytes.set(metas.stream().mapToDouble(BlockMeta::sizeBytes).sum());
  }

  void quarantined() {
    quarantined.inc();
  }

  void merged(int count) {
    mergedBlocks.inc(count);
  }
}
