package io.carillon.ingester.shard;

import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.wal.RecordLog;
import io.carillon.ingester.wal.SeriesVisitor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The head of a node: the series in memory and the samples that are not sealed, of all tenants,
 * divided into shards. Thread-safe.
 */
public final class Shards implements AutoCloseable {
  /** Owners of notes in label sets, of all heads of the process. */
  private static final AtomicLong OWNERS = new AtomicLong();

  /** Lines of a shard that one call of {@link #evictIdle} looks at under its lock. */
  private static final int LINES_AT_ONCE = 4096;

  private final SeriesIndex index;
  private final MonotonicClock clock;
  private final long startNs;
  private final Shard[] shards;
  private final ShardAppender[] appenders;
  private final ConcurrentHashMap<TenantId, TenantHandle> tenants = new ConcurrentHashMap<>();

  /**
   * An empty head.
   *
   * @param index for the labels of this head alone; closed by its owner after this
   */
  public Shards(
      int shardCount, ConflictRule conflictRule, SeriesIndex index, MonotonicClock clock) {
    this.index = index;
    this.clock = clock;
    this.startNs = clock.nanoTime();
    shards = new Shard[shardCount];
    Arrays.setAll(shards, s -> new Shard(s, shardCount, index, startNs));
    appenders = new ShardAppender[shardCount];
    Arrays.setAll(appenders, s -> new ShardAppender(shards[s], s, conflictRule));
  }

  public int shardCount() {
    return shards.length;
  }

  /**
   * Stages a batch and tells the log. The samples are visible when this returns, durable when the
   * log is up to the LSN.
   *
   * @param rejections takes the series that were refused
   * @return LSN of the last record; 0 when there was nothing to log
   */
  public long append(
      TenantId tenant,
      List<SeriesSamples> series,
      RecordLog log,
      Collection<Rejection> rejections) {
    if (series.isEmpty()) {
      return 0;
    }
    Batch batch = new Batch(handle(tenant), series, shards.length, rejections);
    int nowSeconds = nowSeconds();
    long lsn = 0;
    for (int s = 0; s < shards.length; s++) {
      if (batch.begin(s) < batch.end(s)) {
        shards[s].lock();
        try {
          if (shards[s].isClosed()) {
            throw new IllegalStateException("the head is closed");
          }
          lsn = Math.max(lsn, appenders[s].append(batch, log, nowSeconds, rejections));
        } finally {
          shards[s].unlock();
        }
      }
    }
    return lsn;
  }

  /** The shard of a series. */
  public int shardOf(TenantId tenant, Labels labels) {
    return Batch.shardOf(new LabelHash().hash(tenant, labels), shards.length);
  }

  /**
   * Registers a series of the series file, before anything is read from the log; without effect
   * when it is there.
   */
  public void register(int ref, TenantId tenant, Labels labels) {
    Shard shard = shards[ref % shards.length];
    long hash = new LabelHash().hash(tenant, labels);
    int number = handle(tenant).number();
    shard.lock();
    try {
      boolean isKnown = shard.lines().find(shard.sequence(ref)) >= 0;
      if (!isKnown && shard.isNewest(ref, number, hash, labels)) {
        int line = shard.register(ref, number, hash, labels);
        shard.lines().setLastSeen(line, nowSeconds());
      }
    } finally {
      shard.unlock();
    }
  }

  /** What takes the records of a shard when the log is read. */
  public ShardReplay replay(int shard, long cutLsn) {
    return new ShardReplay(
        shards[shard],
        new BulkRegistration(shards[shard], index, nowSeconds()),
        tenant -> handle(tenant).number(),
        cutLsn);
  }

  /**
   * Ends what is staged of a shard, so that it can be sealed; what comes later is not in it.
   *
   * @param always also when nothing is staged, for what others keep by the same cut
   * @param nextLsn of the log, asked under the shard's lock
   * @return null when nothing is staged
   */
  public @Nullable FrozenShard freeze(int number, boolean always, LongSupplier nextLsn) {
    Shard shard = shards[number];
    Epoch epoch;
    long cutLsn;
    RoaringBitmap newRefs;
    shard.lock();
    try {
      epoch = shard.freeze(clock.nanoTime(), always);
      if (epoch == null) {
        return null;
      }
      cutLsn = nextLsn.getAsLong();
      newRefs = shard.takeNewRefs();
    } finally {
      shard.unlock();
    }
    return new FrozenShard(shard, index, epoch, cutLsn, newRefs);
  }

  /** Series that fit all matchers and have staged samples in a range; the caller closes it. */
  public SeriesCursor select(TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    boolean overlaps = minMs() <= toMs && fromMs <= maxMs();
    int[] order =
        overlaps ? index.inLabelOrder(tenant, index.select(tenant, matchers)) : new int[0];
    return new HeadCursor(shards, index, order, fromMs, toMs);
  }

  /** Of the series that fit all matchers those with staged samples around a range. */
  public RoaringBitmap staged(TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    RoaringBitmap refs = index.select(tenant, matchers);
    RoaringBitmap staged = new RoaringBitmap();
    for (int s = 0; s < shards.length; s++) {
      Shard shard = shards[s];
      int number = s;
      shard.lock();
      try {
        if (shard.isClosed()) {
          continue;
        }
        refs.forEach(
            (int ref) -> {
              if (ref % shards.length == number && isStaged(shard, ref, fromMs, toMs)) {
                staged.add(ref);
              }
            });
      } finally {
        shard.unlock();
      }
    }
    return staged;
  }

  private static boolean isStaged(Shard shard, int ref, long fromMs, long toMs) {
    int line = shard.lines().find(shard.sequence(ref));
    return line >= 0
        && (isStaged(shard, shard.active(), line, ref, fromMs, toMs)
            || isStaged(shard, shard.frozen(), line, ref, fromMs, toMs));
  }

  private static boolean isStaged(
      Shard shard, @Nullable Epoch epoch, int line, int ref, long fromMs, long toMs) {
    return epoch != null
        && epoch.overlaps(fromMs, toMs)
        && (shard.lines().node(line, epoch.parity()) != TimestampTrie.ROOT
            || epoch.slow().contains(ref));
  }

  /** Label sets of the series that fit all matchers and have staged samples around a range. */
  public void collectSeries(
      TenantId tenant, List<Matcher> matchers, long fromMs, long toMs, Collection<Labels> out) {
    staged(tenant, matchers, fromMs, toMs)
        .forEach(
            (int ref) -> {
              Labels labels = index.labels(ref);
              if (labels != null) {
                out.add(labels);
              }
            });
  }

  /**
   * Label names of series, as far as there is anything in the range.
   *
   * @param matchers null for all series
   */
  public void collectNames(
      TenantId tenant,
      @Nullable List<Matcher> matchers,
      long fromMs,
      long toMs,
      Collection<String> out) {
    if (overlaps(fromMs, toMs)) {
      index.collectNames(tenant, refs(tenant, matchers, fromMs, toMs), out);
    }
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant,
      String name,
      @Nullable List<Matcher> matchers,
      long fromMs,
      long toMs,
      Collection<String> out) {
    if (overlaps(fromMs, toMs)) {
      index.collectValues(tenant, name, refs(tenant, matchers, fromMs, toMs), out);
    }
  }

  private @Nullable RoaringBitmap refs(
      TenantId tenant, @Nullable List<Matcher> matchers, long fromMs, long toMs) {
    return matchers == null ? null : staged(tenant, matchers, fromMs, toMs);
  }

  private boolean overlaps(long fromMs, long toMs) {
    return minMs() <= toMs && fromMs <= maxMs();
  }

  /** Whether a shard has anything that is not sealed, frozen or not. */
  public boolean hasUnsealed(int shard) {
    shards[shard].lock();
    try {
      return shards[shard].hasUnsealed();
    } finally {
      shards[shard].unlock();
    }
  }

  /** Shows all series in memory. */
  public void forEachSeries(SeriesVisitor visitor) {
    for (TenantId tenant : index.tenants()) {
      index.select(tenant, List.of()).forEach((int ref) -> index.visit(ref, visitor));
    }
  }

  /**
   * Lets series leave memory that have nothing staged and were not seen for a time.
   *
   * @return how many left
   */
  public int evictIdle(long idleMs) {
    int seenBefore = nowSeconds() - (int) TimeUnit.MILLISECONDS.toSeconds(idleMs);
    int evicted = 0;
    for (Shard shard : shards) {
      for (int done = 0; done < shard.stats().series(); done += LINES_AT_ONCE) {
        shard.lock();
        try {
          evicted += shard.evict(LINES_AT_ONCE, seenBefore);
        } finally {
          shard.unlock();
        }
      }
    }
    return evicted;
  }

  /** Number of series in memory. */
  public int seriesCount() {
    return (int) sum(ShardStats::series);
  }

  /** Samples that are not sealed. */
  public long sampleCount() {
    return sum(stats -> stats.stagedSamples() + stats.frozenSamples());
  }

  /** Samples of a shard that are not frozen. */
  public long stagedSamples(int shard) {
    return shards[shard].stats().stagedSamples();
  }

  /** Memory of a shard that sealing frees. */
  public long stagedBytes(int shard) {
    return shards[shard].stats().stagedBytes();
  }

  /** Samples that a series of a shard usually has, of those that have any. */
  public long usualSamples(int shard) {
    return shards[shard].stats().usualSamples();
  }

  /** Whether a series of a shard has nearly as many samples as can be staged quickly. */
  public boolean isLong(int shard) {
    return shards[shard].stats().longest() >= ValueBlocks.MAX_VALUES / 4 * 3;
  }

  /** LSN of a shard's first record that is not frozen; 0 when there is none. */
  public long firstLsn(int shard) {
    return shards[shard].stats().firstLsn();
  }

  /** Time since a shard was frozen last. */
  public long ageMs(int shard) {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - shards[shard].stats().sinceNs());
  }

  /** Time of the earliest sample; above {@link #maxMs} when there is none. */
  public long minMs() {
    return Arrays.stream(shards).mapToLong(s -> s.stats().minMs()).min().orElse(Long.MAX_VALUE);
  }

  /** Time of the latest sample. */
  public long maxMs() {
    return Arrays.stream(shards).mapToLong(s -> s.stats().maxMs()).max().orElse(Long.MIN_VALUE);
  }

  /** Bytes of memory, those of the index apart. */
  public long sizeBytes() {
    return sum(ShardStats::sizeBytes);
  }

  /** Frees all memory; nobody may read or write any more. */
  @Override
  public void close() {
    for (Shard shard : shards) {
      shard.close();
    }
  }

  private long sum(ToLongFunction<ShardStats> value) {
    long sum = 0;
    for (Shard shard : shards) {
      sum += value.applyAsLong(shard.stats());
    }
    return sum;
  }

  private TenantHandle handle(TenantId tenant) {
    TenantHandle known = tenants.get(tenant);
    return known != null
        ? known
        : tenants.computeIfAbsent(
            tenant, id -> new TenantHandle(id, index.tenantNumber(id), OWNERS.incrementAndGet()));
  }

  /** From 1, so that 0 is before everything. */
  private int nowSeconds() {
    return 1 + (int) TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - startNs);
  }
}
