package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.ingester.file.ChecksummedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranges of time in which this replica may have lost what it acknowledged: it does not vouch for
 * them. They are kept in a file until they are repaired or expired. Thread-safe.
 *
 * <p>Body of the file: {uvarint count, {source, varint min ms, varint max ms, reason}*}.
 */
public final class Gaps {
  private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

  /**
   * A range.
   *
   * @param source the file that was damaged; a source is declared once
   */
  public record Gap(String source, long minMs, long maxMs, String reason) {}

  private final ChecksummedFile file;

  @GuardedBy("this")
  private final List<Gap> gaps = new ArrayList<>();

  @GuardedBy("this")
  private boolean changed;

  public Gaps(ChecksummedFile file) {
    this.file = file;
  }

  /** Reads the file, if there is one; when it is damaged, nothing is vouched for. */
  public synchronized void load() throws IOException {
    try {
      ByteReader in = file.read();
      for (int left = in == null ? 0 : in.readCount(4); in != null && left > 0; left--) {
        gaps.add(new Gap(in.readString(), in.readVarint(), in.readVarint(), in.readString()));
      }
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      declare("gaps", Long.MIN_VALUE, Long.MAX_VALUE, String.valueOf(e.getMessage()));
    }
  }

  /** Declares a range from now on; it outlives the process after the next {@link #save}. */
  public synchronized void declare(String source, long minMs, long maxMs, String reason) {
    if (gaps.stream().anyMatch(gap -> gap.source().equals(source))) {
      return;
    }
    LOG.error(
        "data may be lost, this replica does not vouch for the range until it is repaired:"
            + " source={} min_ms={} max_ms={} reason=\"{}\"",
        source,
        minMs,
        maxMs,
        reason);
    gaps.add(new Gap(source, minMs, maxMs, reason));
    changed = true;
  }

  /** Forgets ranges that end before a time. */
  public synchronized void expire(long cutMs) {
    changed |= gaps.removeIf(gap -> gap.maxMs() < cutMs);
  }

  /** Writes the file, durably, if anything changed since it was written. */
  public synchronized void save() throws IOException {
    if (!changed) {
      return;
    }
    ByteWriter out = new ByteWriter(256).putUvarint(gaps.size());
    for (Gap gap : gaps) {
      out.putString(gap.source()).putVarint(gap.minMs()).putVarint(gap.maxMs());
      out.putString(gap.reason());
    }
    file.write(out);
    changed = false;
  }

  /** All ranges, in the order in which they were declared. */
  public synchronized List<Gap> all() {
    return List.copyOf(gaps);
  }

  /** The ranges as a trailer carries them, over all partitions. */
  public synchronized List<UnvouchedRange> unvouched() {
    return gaps.stream()
        .map(gap -> new UnvouchedRange(0, Ring.MAX_PARTITION_COUNT - 1, gap.minMs(), gap.maxMs()))
        .toList();
  }
}
