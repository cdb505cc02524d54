package io.carillon.distributor;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.receive.RemoteWriteDecoder;
import io.carillon.distributor.receive.SnappyBlock;
import io.carillon.distributor.replicate.ByteBudget;
import io.carillon.distributor.replicate.QuorumWriter;
import io.carillon.distributor.replicate.SeriesRejection;
import io.carillon.distributor.route.HashedWrite;
import io.carillon.distributor.route.MemorySize;
import io.carillon.distributor.validate.RejectionReason;
import io.carillon.distributor.validate.RejectionReport;
import io.carillon.distributor.validate.UncheckedSeries;
import io.carillon.distributor.validate.WriteValidator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The distributor: checks samples and makes them durable on their replicas. Thread-safe. */
public final class Distributor {
  private final DistributorConfig config;
  private final InstantSource wallClock;
  private final MonotonicClock clock;
  private final ByteBudget inFlight;
  private final QuorumWriter quorumWriter;
  private final DistributorMetrics metrics;

  /**
   * A distributor without threads of its own.
   *
   * @param ring which ingesters hold what
   * @param replicas the ingesters
   * @param wallClock for the bound on samples from the future
   * @param registry takes metrics named {@code carillon_distributor_…}
   */
  public Distributor(
      DistributorConfig config,
      RingView ring,
      Replicas replicas,
      InstantSource wallClock,
      MonotonicClock clock,
      PrometheusRegistry registry) {
    this.config = config;
    this.wallClock = wallClock;
    this.clock = clock;
    this.inFlight = new ByteBudget(config.maxInFlightBytes());
    this.quorumWriter =
        new QuorumWriter(
            ring,
            replicas,
            config.writeTimeoutMs(),
            config.maxReplicaInFlightBytes(),
            clock,
            registry);
    this.metrics = new DistributorMetrics(registry, inFlight);
  }

  /** The HTTP resources of this role. */
  public List<Endpoint> endpoints() {
    return new WriteEndpoint(this, config.maxBodyBytes()).endpoints();
  }

  /**
   * Stores samples of this process. Blocks until they are durable on W replicas of every partition;
   * to be called on a virtual thread.
   *
   * @param series samples in any order of time; the same labels may come more than once
   * @return what was refused for good, all else being durable
   * @throws CarillonException with UNAVAILABLE, OVERLOADED or STORAGE_FULL when some partition has
   *     no write quorum: the same samples may be written again; with CANCELED when the thread is
   *     interrupted
   */
  public WriteOutcome write(
      TenantId tenant, List<SeriesSamples> series, List<MetricMetadata> metadata) {
    long bytes =
        series.stream().mapToLong(MemorySize::of).sum()
            + metadata.stream().mapToLong(MemorySize::of).sum();
    return measured(
        () ->
            withinBudget(
                bytes,
                () -> {
                  WriteValidator validator = newValidator();
                  series.forEach(each -> validator.add(UncheckedSeries.of(each)));
                  metadata.forEach(validator::add);
                  return store(tenant, validator);
                }));
  }

  /**
   * Stores a request of remote write 1.0.
   *
   * @param body in snappy block format
   * @throws CarillonException as {@link #write}; also with BAD_DATA or TOO_LARGE when the body as a
   *     whole is refused and nothing of it stored
   */
  WriteOutcome writeRemote(TenantId tenant, byte[] body) {
    return measured(
        () -> {
          SnappyBlock block = SnappyBlock.of(body, config.maxDecodedBytes());
          return withinBudget(
              (long) body.length + block.decodedBytes(),
              () -> {
                WriteValidator validator = newValidator();
                RemoteWriteDecoder.decode(block.decode(), validator);
                return store(tenant, validator);
              });
        });
  }

  private WriteValidator newValidator() {
    return new WriteValidator(config.limits(), wallClock.millis());
  }

  private WriteOutcome measured(Supplier<WriteOutcome> write) {
    long startNanos = clock.nanoTime();
    String outcome = ErrorCode.INTERNAL.name();
    try {
      WriteOutcome result = write.get();
      outcome = result.isComplete() ? "complete" : "partial";
      return result;
    } catch (CarillonException e) {
      outcome = e.code().name();
      throw e;
    } finally {
      metrics.ended(outcome.toLowerCase(Locale.ROOT), clock.nanoTime() - startNanos);
    }
  }

  private WriteOutcome withinBudget(long bytes, Supplier<WriteOutcome> write) {
    if (!inFlight.tryAcquire(bytes)) {
      throw new CarillonException(
          ErrorCode.OVERLOADED,
          "writes of "
              + inFlight.usedBytes()
              + " of "
              + inFlight.maxBytes()
              + " bytes are in work already (setting "
              + DistributorConfig.MAX_IN_FLIGHT_BYTES
              + "); send it again later");
    }
    try {
      return write.get();
    } finally {
      inFlight.release(bytes);
    }
  }

  private WriteOutcome store(TenantId tenant, WriteValidator validator) {
    metrics.received(validator);
    HashedWrite write =
        HashedWrite.of(
            tenant, validator.series(), validator.exemplars().kept(), validator.metadata());
    RejectionReport report = validator.rejections();
    if (!write.isEmpty()) {
      for (SeriesRejection rejection : quorumWriter.write(write)) {
        SeriesSamples series = write.series().get(rejection.seriesIndex());
        report.add(
            RejectionReason.REFUSED_BY_INGESTER,
            series.samples().size(),
            () -> "series " + series.labels() + ": " + rejection.text());
      }
    }
    metrics.stored(validator);
    return new WriteOutcome(validator.receivedSamples(), report.samples(), report.texts());
  }
}
