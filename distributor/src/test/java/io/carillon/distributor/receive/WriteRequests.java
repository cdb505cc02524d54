package io.carillon.distributor.receive;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.util.Arrays;

/** Requests as senders make them. */
public final class WriteRequests {
  private WriteRequests() {}

  /** A request of some series. */
  public static WriteRequest of(TimeSeries.Builder... series) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    Arrays.stream(series).forEach(request::addTimeseries);
    return request.build();
  }

  /** A series without samples, labels in the order given. */
  public static TimeSeries.Builder series(String... namesAndValues) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      series.addLabels(
          Label.newBuilder().setName(namesAndValues[i]).setValue(namesAndValues[i + 1]));
    }
    return series;
  }

  /** A series of one sample. */
  public static TimeSeries.Builder series(long timestampMs, double value, String... labels) {
    return series(labels).addSamples(sample(timestampMs, value));
  }

  /** A float sample. */
  public static Sample sample(long timestampMs, double value) {
    return Sample.newBuilder().setTimestamp(timestampMs).setValue(value).build();
  }

  /** A body as it comes over the wire. */
  public static byte[] compress(WriteRequest request) {
    return compress(request.toByteArray());
  }

  /** Bytes in snappy's block format. */
  public static byte[] compress(byte[] content) {
    SnappyJavaCompressor compressor = new SnappyJavaCompressor();
    byte[] block = new byte[compressor.maxCompressedLength(content.length)];
    int length = compressor.compress(content, 0, content.length, block, 0, block.length);
    return Arrays.copyOf(block, length);
  }
}
