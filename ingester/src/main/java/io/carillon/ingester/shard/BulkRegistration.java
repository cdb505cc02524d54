package io.carillon.ingester.shard;

import io.carillon.common.labels.Labels;
import io.carillon.ingester.index.SeriesIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers series of a shard that the log names. The index learns of many at once, since its lock
 * is everybody's. Guarded by the shard's lock.
 */
final class BulkRegistration {
  /**
   * A series as the log names it.
   *
   * @param tenant number of the tenant in the index
   */
  record Named(int ref, int tenant, long hash, Labels labels) {}

  private final Shard shard;
  private final SeriesIndex index;
  private final int nowSeconds;
  private final List<Named> pending = new ArrayList<>();

  BulkRegistration(Shard shard, SeriesIndex index, int nowSeconds) {
    this.shard = shard;
    this.index = index;
    this.nowSeconds = nowSeconds;
  }

  /** Registers those that are not there, as series that no series file has. */
  void register(List<Named> series) {
    for (Named named : series) {
      if (shard.lines().find(shard.sequence(named.ref())) < 0 && isNewest(named)) {
        int line = shard.enter(named.ref(), named.tenant(), named.hash());
        shard.lines().setLastSeen(line, nowSeconds);
        shard.noteNew(named.ref());
        pending.add(named);
      }
    }
    flush();
  }

  private boolean isNewest(Named named) {
    if (!shard.hasHash(named.hash())) {
      return true;
    }
    flush(); // Labels are compared, which the index must have.
    return shard.isNewest(named.ref(), named.tenant(), named.hash(), named.labels());
  }

  private void flush() {
    if (!pending.isEmpty()) {
      index.atOnce(
          () -> pending.forEach(named -> index.add(named.tenant(), named.labels(), named.ref())));
      pending.clear();
    }
  }
}
