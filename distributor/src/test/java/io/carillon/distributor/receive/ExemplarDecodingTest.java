package io.carillon.distributor.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.distributor.validate.ExemplarRejection;
import io.carillon.distributor.validate.ValidationLimits;
import io.carillon.distributor.validate.WriteValidator;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExemplarDecodingTest {
  private static final long NOW_MS = 1_700_000_000_000L;

  private final WriteValidator validator = new WriteValidator(ValidationLimits.DEFAULT, NOW_MS);

  @Test
  void readsExemplarsOfSeriesWithAndWithoutSamples() {
    decode(
        WriteRequests.series("__name__", "only")
            .addExemplars(exemplar(1.5, 7, "trace_id", "é1"))
            .addExemplars(exemplar(Double.NEGATIVE_INFINITY, -3)),
        WriteRequests.series(NOW_MS, 1, "__name__", "both")
            .addExemplars(exemplar(0, 0, "trace_id", "2", "span_id", "3")));

    assertThat(validator.exemplars().kept())
        .containsExactly(
            new SeriesExemplars(
                Labels.of("__name__", "only"),
                List.of(
                    new Exemplar(Labels.of("trace_id", "é1"), 1.5, 7),
                    new Exemplar(Labels.EMPTY, Double.NEGATIVE_INFINITY, -3))),
            new SeriesExemplars(
                Labels.of("__name__", "both"),
                List.of(new Exemplar(Labels.of("span_id", "3", "trace_id", "2"), 0, 0))));
    assertThat(validator.series())
        .singleElement()
        .satisfies(series -> assertThat(series.labels().metricName()).isEqualTo("both"));
    assertThat(validator.exemplars().received()).isEqualTo(3);
    assertThat(validator.exemplars().rejected()).isEmpty();
  }

  @Test
  void brokenTextOfAnExemplarCostsItAlone() {
    TimeSeries.Builder series =
        WriteRequests.series(NOW_MS, 1, "__name__", "m").addExemplars(exemplar(1, 1, "a", "1"));
    UnknownFieldSet label =
        fields(1, ByteString.copyFromUtf8("b"))
            .mergeFrom(fields(2, ByteString.copyFrom(new byte[] {(byte) 0xff})).build())
            .build();
    UnknownFieldSet broken =
        fields(3, fields(1, label.toByteString()).build().toByteString()).build();
    // In the middle, so that labels of the series and another exemplar come after it.
    byte[] message = broken.toByteString().concat(series.build().toByteString()).toByteArray();

    RemoteWriteDecoder.decode(
        fields(1, ByteString.copyFrom(message)).build().toByteArray(), validator);

    assertThat(validator.series()).hasSize(1);
    assertThat(validator.exemplars().kept())
        .singleElement()
        .satisfies(each -> assertThat(each.exemplars()).hasSize(1));
    assertThat(validator.exemplars().rejected())
        .isEqualTo(Map.of(ExemplarRejection.INVALID_UTF8, 1L));
  }

  @Test
  void boundsWhatEmptyExemplarsTakeInMemory() {
    TimeSeries.Builder series = WriteRequests.series(NOW_MS, 1, "__name__", "m");
    for (int i = 0; i < 10_000; i++) {
      series.addExemplars(io.carillon.proto.prometheus.v1.Exemplar.getDefaultInstance());
    }
    decode(series);
    assertThat(validator.exemplars().received()).isEqualTo(10_000);
    assertThat(validator.exemplars().keptCount()).isBetween(1000L, 1500L);
    assertThat(validator.exemplars().rejected())
        .isEqualTo(Map.of(ExemplarRejection.TOO_MANY, 10_000 - validator.exemplars().keptCount()));
    assertThat(validator.series()).hasSize(1);
  }

  private void decode(TimeSeries.Builder... series) {
    WriteRequest request = WriteRequests.of(series);
    RemoteWriteDecoder.decode(request.toByteArray(), validator);
  }

  private static io.carillon.proto.prometheus.v1.Exemplar exemplar(
      double value, long timestampMs, String... labels) {
    io.carillon.proto.prometheus.v1.Exemplar.Builder exemplar =
        io.carillon.proto.prometheus.v1.Exemplar.newBuilder()
            .setValue(value)
            .setTimestamp(timestampMs);
    for (int i = 0; i < labels.length; i += 2) {
      exemplar.addLabels(Label.newBuilder().setName(labels[i]).setValue(labels[i + 1]));
    }
    return exemplar.build();
  }

  private static UnknownFieldSet.Builder fields(int number, ByteString content) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build());
  }
}
