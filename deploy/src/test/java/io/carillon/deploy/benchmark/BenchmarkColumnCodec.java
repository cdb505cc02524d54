package io.carillon.deploy.benchmark;

import com.github.luben.zstd.Zstd;
import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.TimestampCodec;
import io.carillon.common.column.ValueCodec;
import io.carillon.deploy.bench.data.NodeMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The codecs of columns over many nodes' metrics, a sample; prints bytes a sample. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BenchmarkColumnCodec {
  /** So many that the longest columns are those of more than one node. */
  private static final int SAMPLES = 1 << 21;

  private static final int PAGE_BYTES = 48 << 10;
  private static final int ZSTD_LEVEL = 3;

  /** Samples of a column. */
  @Param({"16", "512", "2048"})
  public int columnSize = 16;

  /** How many milliseconds a scrape is late at most. */
  @Param({"0", "4"})
  public int jitterMs;

  /** Number of the codec. */
  @Param({"1", "2"})
  public int codecId = ColumnCodec.PAGED;

  private final List<SampleColumn> columns = new ArrayList<>();
  private final List<byte[]> packed = new ArrayList<>();
  private final List<byte[]> packedTimestamps = new ArrayList<>();
  private final ByteWriter out = new ByteWriter(PAGE_BYTES);
  private double[] values = {};

  /** Makes columns, and packs them into pages. */
  @Setup
  public void pack() {
    NodeMetrics metrics = new NodeMetrics(SAMPLES / columnSize, "node", 1);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < metrics.size(); i++) {
      long[] timestampsMs = new long[columnSize];
      double[] floats = new double[columnSize];
      for (int scrape = 0; scrape < columnSize; scrape++) {
        timestampsMs[scrape] = 1_764_000_003_217L + 15_000L * scrape + random.nextInt(jitterMs + 1);
        floats[scrape] = metrics.value(i, scrape);
      }
      columns.add(SampleColumn.floats(timestampsMs, floats));
    }
    values = new double[columnSize];
    for (SampleColumn column : columns) {
      out.clear();
      pack(column);
      packed.add(out.toByteArray());
      out.clear();
      TimestampCodec.encode(column.timestampsMs(), columnSize, out);
      packedTimestamps.add(out.toByteArray());
    }
    report("columns", packed);
    report("timestamps of codec 2 alone", packedTimestamps);
  }

  private void pack(SampleColumn column) {
    if (codecId == ColumnCodec.PAGED) {
      ValueCodec.encode(column, out);
    } else {
      ColumnCodec.encode(column, out);
    }
  }

  private static void report(String what, List<byte[]> parts) {
    long rawBytes = 0;
    long zstdBytes = 0;
    ByteWriter page = new ByteWriter(2 * PAGE_BYTES);
    for (int i = 0; i < parts.size(); i++) {
      page.putBytes(parts.get(i));
      if (page.size() >= PAGE_BYTES || i == parts.size() - 1) {
        rawBytes += page.size();
        zstdBytes += Zstd.compress(page.toByteArray(), ZSTD_LEVEL).length;
        page.clear();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s: %.3f bytes a sample, %.3f after zstd%n",
        what,
        (double) rawBytes / SAMPLES,
        (double) zstdBytes / SAMPLES);
  }

  /** Packs values, for codec 1 also timestamps. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int encode() {
    for (SampleColumn column : columns) {
      out.clear();
      pack(column);
    }
    return out.size();
  }

  /** Unpacks values, for codec 1 also timestamps. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public double decode() {
    double last = 0;
    for (byte[] bytes : packed) {
      if (codecId == ColumnCodec.PAGED) {
        ValueCodec.decodeFloatsInto(new ByteReader(bytes), columnSize, 0, columnSize, values, 0);
        last += values[0];
      } else {
        last += ColumnCodec.decode(codecId, bytes).values()[0];
      }
    }
    return last;
  }

  /** Packs timestamps with codec 2. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public int encodeTimestamps() {
    for (SampleColumn column : columns) {
      out.clear();
      TimestampCodec.encode(column.timestampsMs(), columnSize, out);
    }
    return out.size();
  }

  /** Unpacks timestamps of codec 2. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public long decodeTimestamps() {
    long last = 0;
    for (byte[] bytes : packedTimestamps) {
      last += TimestampCodec.decode(new ByteReader(bytes))[0];
    }
    return last;
  }
}
