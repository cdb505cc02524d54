package io.carillon.deploy.bench;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.ScrapeClock;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The remote write request of some series, written once; from scrape to scrape only times and
 * values change, in their places. Used by one thread at a time.
 */
final class WriteBodies {
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Any time from 2004 to 2109 in milliseconds is a varint of so many bytes. */
  private static final int TIME_BYTES = 6;

  private static final long SOME_TIME_MS = 1L << 41;

  private final GeneratedSeries series;
  private final int from;
  private final byte[] plain;

  /** Where the value of each series is; a tag and the time follow. */
  private final int[] valueAt;

  /** The request of the series from one number to below another. */
  WriteBodies(GeneratedSeries series, int from, int to) {
    this.series = series;
    this.from = from;
    WriteRequest.Builder request = WriteRequest.newBuilder();
    valueAt = new int[to - from];
    int end = 0;
    for (int i = from; i < to; i++) {
      TimeSeries one = RemoteWriteClient.series(series.labels(i), SOME_TIME_MS, 1);
      request.addTimeseries(one);
      end += CodedOutputStream.computeMessageSize(WriteRequest.TIMESERIES_FIELD_NUMBER, one);
      valueAt[i - from] = end - TIME_BYTES - 1 - Long.BYTES;
    }
    plain = request.build().toByteArray();
    assert plain[valueAt[0] - 1]
        == (byte) (Sample.VALUE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64);
  }

  /** The compressed body of a scrape. */
  byte[] body(ScrapeClock clock, int scrape) {
    for (int j = 0; j < valueAt.length; j++) {
      LITTLE.set(plain, valueAt[j], Double.doubleToRawLongBits(series.value(from + j, scrape)));
      writeTime(valueAt[j] + Long.BYTES + 1, clock.timeMs(series, from + j, scrape));
    }
    return RemoteWriteClient.compress(plain);
  }

  /** How many series it has. */
  int size() {
    return valueAt.length;
  }

  private void writeTime(int at, long timeMs) {
    long rest = timeMs;
    for (int i = 0; i < TIME_BYTES - 1; i++) {
      plain[at + i] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    plain[at + TIME_BYTES - 1] = (byte) rest;
  }

  /** Requests for all series, so many in each. */
  static WriteBodies[] of(GeneratedSeries series, int batchSize) {
    WriteBodies[] bodies = new WriteBodies[Math.ceilDiv(series.size(), batchSize)];
    Arrays.setAll(
        bodies,
        i -> new WriteBodies(series, i * batchSize, Math.min((i + 1) * batchSize, series.size())));
    return bodies;
  }
}
