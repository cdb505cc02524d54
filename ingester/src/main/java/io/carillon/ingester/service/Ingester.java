package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the samples of its partitions on one disk. Thread-safe. The data directory must be held by
 * a {@link DataDirectory}, so that no second process uses it.
 */
public final class Ingester implements SampleSink, SeriesSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);

  private final IngesterParts parts;
  private final Pusher pusher;
  private final Reader reader;
  private final Maintenance maintenance;

  private Ingester(IngesterParts parts, String instanceId, RingView ring) {
    this.parts = parts;
    MemoryPressure pressure =
        new MemoryPressure(parts.config().head().budgetBytes(), parts::memoryBytes);
    this.maintenance = new Maintenance(parts, pressure);
    this.pusher = new Pusher(parts, instanceId, ring, pressure, maintenance::sealSoon);
    this.reader = new Reader(parts, instanceId, ring);
  }

  /**
   * Opens an ingester. It reads its log before this returns, and takes and gives samples
   * afterwards.
   *
   * @param instanceId its identity in the ring
   * @param ring decides which batches are its own; writes are refused while it is null
   * @throws CarillonException with INTERNAL when the directory cannot be read or written,
   *     FAILED_PRECONDITION when its files are of another format level
   */
  public static Ingester open(
      IngesterConfig config, String instanceId, RingView ring, IngesterEnvironment environment) {
    try {
      IngesterParts parts = Recovery.recover(config, environment);
      Ingester ingester = new Ingester(parts, instanceId, ring);
      ingester.start();
      return ingester;
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.INTERNAL,
          "cannot open the data in " + config.dataDir() + " (--data-dir): " + e,
          e);
    }
  }

  private void start() throws IOException {
    parts.log().start();
    maintenance.start();
  }

  @Override
  public CompletableFuture<PushAck> push(PushBatch batch) {
    return pusher.push(batch);
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    return reader.select(request);
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    return reader.labelNames(request);
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    return reader.labelValues(labelName, request);
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    return reader.series(request);
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    return reader.metadata(request);
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    return reader.exemplars(request);
  }

  /**
   * Seals everything that was acknowledged before the call. Blocks.
   *
   * @param merge whether all that can be merged is merged, too
   * @return what was done
   * @throws CarillonException with STORAGE_FULL when the disk is full, INTERNAL for other errors of
   *     the disk; nothing is lost then
   */
  public FlushReport flush(boolean merge) {
    return maintenance.flush(merge);
  }

  /**
   * Deletes samples and exemplars that were acknowledged before the call; what is pushed later
   * stays. Everything is sealed first. When this returns the delete is durable, and who begins to
   * read does not see them any more; files lose them when they are merged. Blocks.
   *
   * @param tenant whose samples, no other tenant's
   * @param matchers which series, all of them must fit; none means all series
   * @param minMs first time, inclusive
   * @param maxMs last time, inclusive
   * @return the number of the delete, above those of all deletes before
   * @throws CarillonException with STORAGE_FULL when the disk is full, INTERNAL for other errors of
   *     the disk. Samples stay visible until the next start, which may find the delete and carry it
   *     out; the same delete may be tried again
   */
  public long delete(TenantId tenant, List<Matcher> matchers, long minMs, long maxMs) {
    return maintenance.runSealed(() -> parts.blocks().delete(tenant, matchers, minMs, maxMs));
  }

  /** Merges files and deletes expired ones as far as they are due. Blocks. */
  void maintain() {
    maintenance.mergeNow();
  }

  /** Lets idle series leave memory. Blocks. */
  void evictIdle() {
    maintenance.evictNow();
  }

  /** What it is made of, for tests. */
  IngesterParts parts() {
    return parts;
  }

  /**
   * Refuses new batches, seals everything and ends all threads. Blocks. What cannot be sealed stays
   * in the log.
   */
  @Override
  public void close() {
    pusher.close();
    parts.blocks().stopMerging();
    try {
      if (parts.log().whyStopped() == null) {
        var _ = flush(false);
      }
    } catch (CarillonException e) {
      LOG.warn("cannot seal at the end, the next start reads the log: {}", e.getMessage());
    } finally {
      maintenance.close();
      parts.log().close();
      closeParts();
    }
  }

  private void closeParts() {
    try {
      parts.close();
    } catch (IOException e) {
      LOG.warn("cannot close files: {}", e.getMessage());
    }
  }
}
