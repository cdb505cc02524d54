package io.carillon.distributor.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import io.carillon.distributor.validate.ValidationLimits;
import io.carillon.distributor.validate.WriteValidator;
import io.carillon.proto.prometheus.v1.BucketSpan;
import io.carillon.proto.prometheus.v1.Histogram;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RemoteWriteDecoderTest {
  private static final double[] NO_DOUBLES = {};
  private static final long[] NO_LONGS = {};

  private final WriteValidator validator = new WriteValidator(ValidationLimits.DEFAULT, 0);

  @Test
  void keepsEveryBitOfFloats() {
    double[] values = {
      0.0,
      -0.0,
      1.5,
      Double.NaN,
      Double.longBitsToDouble(0x7ff8000000000001L),
      StaleMarker.VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      Double.MAX_VALUE
    };
    TimeSeries.Builder series = WriteRequests.series("__name__", "m", "a", "ü\u0000😀");
    for (int i = 0; i < values.length; i++) {
      series.addSamples(WriteRequests.sample(-5 + i, values[i]));
    }

    decode(WriteRequests.of(series));

    SeriesSamples only = onlySeries();
    assertThat(only.labels()).isEqualTo(Labels.of("__name__", "m", "a", "ü\u0000😀"));
    assertThat(only.samples().timestampsMs()).containsExactly(-5, -4, -3, -2, -1, 0, 1, 2, 3, 4);
    assertThat(rawBits(only.samples().values())).isEqualTo(rawBits(values));
    assertThat(only.samples().histograms()).isNull();
  }

  @Test
  void readsIntegerHistograms() {
    Histogram histogram =
        Histogram.newBuilder()
            .setCountInt(12)
            .setSum(StaleMarker.VALUE)
            .setSchema(-2)
            .setZeroThreshold(0.25)
            .setZeroCountInt(2)
            .addNegativeSpans(BucketSpan.newBuilder().setOffset(-3).setLength(1))
            .addNegativeDeltas(1)
            .addPositiveSpans(BucketSpan.newBuilder().setOffset(1).setLength(2))
            .addPositiveSpans(BucketSpan.newBuilder().setOffset(4).setLength(1))
            .addAllPositiveDeltas(List.of(3L, -1L, 2L))
            .setResetHint(Histogram.ResetHint.YES)
            .setTimestamp(-77)
            .build();

    decode(WriteRequests.of(WriteRequests.series("__name__", "h").addHistograms(histogram)));

    IntegerHistogram expected =
        new IntegerHistogram(
            CounterResetHint.RESET,
            -2,
            0.25,
            2,
            12,
            StaleMarker.VALUE,
            List.of(span(1, 2), span(4, 1)),
            new long[] {3, -1, 2},
            List.of(span(-3, 1)),
            new long[] {1},
            NO_DOUBLES);
    assertThat(onlySeries().samples().timestampsMs()).containsExactly(-77);
    assertThat(HistogramCodec.encode(onlyHistogram())).isEqualTo(HistogramCodec.encode(expected));
  }

  @Test
  void readsFloatHistogramsWithCustomBuckets() {
    Histogram histogram =
        Histogram.newBuilder()
            .setCountFloat(3.5)
            .setSum(-0.0)
            .setSchema(-53)
            .addPositiveSpans(BucketSpan.newBuilder().setLength(3))
            .addAllPositiveCounts(List.of(1.0, 0.5, 2.0))
            .addAllCustomValues(List.of(0.1, 10.0))
            .setResetHintValue(9)
            .build();

    decode(WriteRequests.of(WriteRequests.series("__name__", "h").addHistograms(histogram)));

    FloatHistogram expected =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            -53,
            0,
            0,
            3.5,
            -0.0,
            List.of(span(0, 3)),
            new double[] {1, 0.5, 2},
            List.of(),
            NO_DOUBLES,
            new double[] {0.1, 10});
    assertThat(HistogramCodec.encode(onlyHistogram())).isEqualTo(HistogramCodec.encode(expected));
  }

  @Test
  void readsNumbersThatAreNotPacked() throws IOException {
    ByteArrayOutputStream histogram = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(histogram);
    out.writeUInt64(1, 3);
    out.writeMessage(11, BucketSpan.newBuilder().setLength(2).build());
    out.writeSInt64(12, 1);
    out.writeSInt64(12, 1);
    out.flush();

    decode(requestOf("__name__", "h", 4, histogram.toByteArray()));

    IntegerHistogram read = (IntegerHistogram) onlyHistogram();
    assertThat(read.positiveDeltas()).containsExactly(1, 1);
    assertThat(read.negativeDeltas()).isEqualTo(NO_LONGS);
  }

  @Test
  void oneInvalidTextCostsOnlyItsOwnSeries() {
    ByteString invalid = ByteString.copyFrom(new byte[] {'x', (byte) 0xc3, 'y'});
    WriteRequest.Builder request =
        WriteRequest.newBuilder()
            .addTimeseries(WriteRequests.series(1, 1, "__name__", "good", "r", "\uFFFD"));
    byte[] bytes =
        request
            .build()
            .toByteString()
            .concat(ByteString.copyFrom(requestOf("__name__", invalid, 2, new byte[0])))
            .concat(WriteRequests.of(WriteRequests.series(2, 2, "__name__", "last")).toByteString())
            .toByteArray();

    decode(bytes);

    assertThat(validator.series())
        .extracting(series -> series.labels().metricName())
        .containsExactly("good", "last");
    assertThat(validator.rejections().samples()).isEqualTo(1);
    assertThat(validator.rejections().texts().getFirst()).contains("valid UTF-8");
  }

  @Test
  void readsMetadata() {
    WriteRequest request =
        WriteRequest.newBuilder()
            .addMetadata(metadata("m_seconds", 2).setHelp("How long.").setUnit("seconds"))
            .addMetadata(metadata("odd", 99))
            .addMetadata(metadata("", 1))
            .build();

    decode(request);

    assertThat(validator.series()).isEmpty();
    assertThat(validator.rejections().isEmpty()).isTrue();
    assertThat(validator.metadata())
        .containsExactly(
            new MetricMetadata("m_seconds", "gauge", "How long.", "seconds"),
            new MetricMetadata("odd", "unknown", "", ""));
    assertThat(validator.droppedMetadata()).isEqualTo(1);
  }

  @Test
  void passesOverFieldsOfNewerSenders() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                1000,
                UnknownFieldSet.Field.newBuilder()
                    .addVarint(5)
                    .addFixed32(6)
                    .addFixed64(7)
                    .addLengthDelimited(ByteString.copyFromUtf8("more"))
                    .build())
            .build();
    WriteRequest request =
        WriteRequests.of(WriteRequests.series(1, 2, "__name__", "m").setUnknownFields(unknown))
            .toBuilder()
            .setUnknownFields(unknown)
            .build();

    decode(request);

    assertThat(onlySeries().samples().values()).containsExactly(2);
  }

  @Test
  void anEmptyMessageIsARequestOfNothing() {
    decode(new byte[0]);
    assertThat(validator.series()).isEmpty();
  }

  @Test
  void refusesTruncationWithinASeries() {
    byte[] whole = WriteRequests.of(WriteRequests.series(1, 2, "__name__", "m")).toByteArray();
    for (int length = 1; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CarillonException.class)
          .isThrownBy(() -> decode(truncated))
          .withMessageContaining("no prometheus.WriteRequest")
          .extracting(CarillonException::code)
          .isEqualTo(ErrorCode.BAD_DATA);
    }
  }

  @Test
  void refusesHistogramsThatTakeFarMoreMemoryThanBytes() {
    TimeSeries.Builder series = WriteRequests.series("__name__", "h");
    for (int i = 0; i < 1000; i++) {
      series.addHistograms(Histogram.getDefaultInstance());
    }
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> decode(WriteRequests.of(series)))
        .withMessageContaining("too many histograms");
  }

  @Test
  void damageNeverFailsOtherwise() {
    Random random = new Random(23);
    byte[] good =
        WriteRequests.of(
                WriteRequests.series(1, 2, "__name__", "m", "a", "b"),
                WriteRequests.series("__name__", "h")
                    .addHistograms(
                        Histogram.newBuilder()
                            .setCountInt(1)
                            .addPositiveSpans(BucketSpan.newBuilder().setLength(1))
                            .addPositiveDeltas(1)))
            .toByteArray();
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = good.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        decode(bad);
      } catch (CarillonException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA);
      }
    }
  }

  private void decode(WriteRequest request) {
    decode(request.toByteArray());
  }

  private void decode(byte[] message) {
    RemoteWriteDecoder.decode(message, validator);
  }

  private SeriesSamples onlySeries() {
    assertThat(validator.rejections().texts()).isEmpty();
    assertThat(validator.series()).hasSize(1);
    return validator.series().getFirst();
  }

  private NativeHistogram onlyHistogram() {
    return Objects.requireNonNull(onlySeries().samples().histogram(0));
  }

  private static long[] rawBits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static io.carillon.common.histogram.BucketSpan span(int offset, int length) {
    return new io.carillon.common.histogram.BucketSpan(offset, length);
  }

  private static io.carillon.proto.prometheus.v1.MetricMetadata.Builder metadata(
      String name, int type) {
    return io.carillon.proto.prometheus.v1.MetricMetadata.newBuilder()
        .setMetricFamilyName(name)
        .setTypeValue(type);
  }

  private static byte[] requestOf(String name, String value, int field, byte[] message) {
    return requestOf(name, ByteString.copyFromUtf8(value), field, message);
  }

  /** A series of one label and one field, as bytes that the generated classes would not write. */
  private static byte[] requestOf(String name, ByteString value, int field, byte[] message) {
    UnknownFieldSet label =
        fields(1, ByteString.copyFromUtf8(name)).mergeFrom(fields(2, value).build()).build();
    UnknownFieldSet series =
        fields(1, label.toByteString())
            .mergeFrom(fields(field, ByteString.copyFrom(message)).build())
            .build();
    return fields(1, series.toByteString()).build().toByteArray();
  }

  private static UnknownFieldSet.Builder fields(int number, ByteString content) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build());
  }
}
