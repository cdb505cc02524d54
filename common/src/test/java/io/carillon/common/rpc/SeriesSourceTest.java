package io.carillon.common.rpc;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.TestingFrames;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.BrokenUtf8;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a source does, wherever it is. */
final class SeriesSourceTest {
  static final Trailer TRAILER =
      new Trailer(
          "a1",
          12,
          -3,
          List.of(new UnvouchedRange(0, 1, Long.MIN_VALUE, -1), new UnvouchedRange(1, 1, 5, 5)),
          new Ring(
              "c",
              13,
              2,
              1,
              List.of(new Instance("a1", "z", InstanceState.ACTIVE, 100)),
              List.of(new ReplicaGroup(List.of("a1"))),
              List.of(0, 0)));

  static final SelectRequest SELECT =
      new SelectRequest(
          new TenantId("t!"),
          5,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          List.of(
              Matcher.equal("__name__", "m"),
              Matcher.of(Matcher.Type.NOT_EQUAL, "ü", ""),
              Matcher.of(Matcher.Type.REGEX, "a", "x.*|y"),
              Matcher.of(Matcher.Type.NOT_REGEX, "b", ".+")),
          new SelectHints("rate", 15_000, 100_000, 7));

  private static final LabelsRequest LABELS =
      new LabelsRequest(
          TenantId.ANONYMOUS,
          3,
          -5,
          6,
          List.of(List.of(Matcher.equal("a", "b")), List.of(Matcher.equal("c", "d"))),
          10);

  private final TestingSeam seam = new TestingSeam();

  @AfterEach
  void close() {
    seam.close();
  }

  @ParameterizedTest
  @EnumSource
  void valuesThatAreNoTextMatchNothing(Transport transport) {
    String broken = BrokenUtf8.decode(new byte[] {(byte) 0xc5});
    TestingSource behind = new TestingSource(() -> List.<SelectedSeries>of().iterator(), TRAILER);
    SelectRequest request =
        new SelectRequest(
            TenantId.ANONYMOUS,
            5,
            0,
            1,
            List.of(
                Matcher.equal("a", broken),
                Matcher.equal(broken, "x"),
                Matcher.of(Matcher.Type.NOT_EQUAL, "a", broken),
                Matcher.of(Matcher.Type.NOT_EQUAL, broken, "x")),
            SelectHints.NONE);

    try (SeriesStream stream = seam.source(transport, behind).select(request)) {
      assertThat(stream.next()).isNull();
    }
    List<Matcher> received =
        ((SelectRequest) Objects.requireNonNull(behind.lastRequest)).matchers();
    for (Labels labels : List.of(Labels.EMPTY, Labels.of("__name__", "m", "a", "?", "?", "x"))) {
      assertThat(received)
          .extracting(matcher -> matcher.matches(labels.get(matcher.name())))
          .containsExactly(false, false, true, true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void carriesEveryBit(Transport transport) {
    RandomColumns random = new RandomColumns(43);
    List<SelectedSeries> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      SampleColumn column = random.column(200);
      int cut = column.size() / 2;
      Labels labels = Labels.of("__name__", "m", "i", String.valueOf(10_000 + i));
      expected.add(
          column.size() < 4
              ? SelectedSeries.of(labels, column)
              : new SelectedSeries(
                  labels,
                  List.of(
                      new ColumnFrame.Unpacked(
                          column.slice(Long.MIN_VALUE, column.timestampsMs()[cut] - 1)),
                      TestingFrames.packed(
                          i % TestingFrames.WAYS,
                          column.slice(column.timestampsMs()[cut], Long.MAX_VALUE)))));
    }
    TestingSource behind = new TestingSource(expected::iterator, TRAILER);
    for (SeriesSource source : sources(transport, behind)) {
      assertSameSeries(readAll(source), expected);
      assertThat(behind.lastRequest).isEqualTo(SELECT);
    }
    assertThat(behind.closed).hasValueGreaterThan(0);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerMayBeEmpty(Transport transport) {
    TestingSource behind = new TestingSource(() -> List.<SelectedSeries>of().iterator(), TRAILER);
    assertThat(readAll(seam.source(transport, behind))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theTrailerComesLast(Transport transport) {
    TestingSource behind = new TestingSource(() -> manySeries(1), TRAILER);
    try (SeriesStream stream = seam.source(transport, behind).select(SELECT)) {
      assertThatThrownBy(stream::trailer).isInstanceOf(IllegalStateException.class);
      assertThat(stream.next()).isNotNull();
      assertThatThrownBy(stream::trailer).isInstanceOf(IllegalStateException.class);
      assertThat(stream.next()).isNull();
      assertThat(stream.next()).isNull();
      assertThat(stream.trailer()).isEqualTo(TRAILER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSeriesMayBeLargerThanAMessage(Transport transport) {
    SampleColumnBuilder floats = new SampleColumnBuilder(100_000);
    SampleColumnBuilder histograms = new SampleColumnBuilder(1_000);
    RandomColumns random = new RandomColumns(44);
    for (int i = 0; i < 100_000; i++) {
      floats.addFloat(i * 1000L, random.value());
    }
    for (int i = 0; i < 1_000; i++) {
      histograms.add(i * 1000L, 0, random.histogram(), 1);
    }
    SampleColumn packed = floats.build();
    List<SelectedSeries> expected =
        List.of(
            SelectedSeries.of(Labels.of("a", "1"), packed),
            new SelectedSeries(
                Labels.of("a", "2"),
                List.of(new ColumnFrame.Packed(ColumnCodec.PLAIN, ColumnCodec.encode(packed)))),
            new SelectedSeries(Labels.of("a", "3"), List.of(TestingFrames.packed(2, packed))),
            SelectedSeries.of(Labels.of("a", "4"), histograms.build()));
    TestingSource behind = new TestingSource(expected::iterator, TRAILER);
    assertSameSeries(readAll(seam.source(transport, behind)), expected);
  }

  @ParameterizedTest
  @EnumSource
  void streamsManySeries(Transport transport) {
    TestingSource behind = new TestingSource(() -> manySeries(100_000), TRAILER);
    int count = 0;
    try (SeriesStream stream = seam.source(transport, behind).select(SELECT)) {
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        if (!series.labels().get("i").equals(String.valueOf(1_000_000 + count))) {
          throw new AssertionError("expected series " + count + ", got " + series.labels());
        }
        count++;
      }
      assertThat(stream.trailer()).isEqualTo(TRAILER);
    }
    assertThat(count).isEqualTo(100_000);
  }

  @ParameterizedTest
  @EnumSource
  void answersLabelsSeriesAndMetadata(Transport transport) {
    TestingSource behind = new TestingSource(() -> manySeries(0), TRAILER);
    // Unsigned UTF-8 order: U+FFFD is before U+1F600.
    behind.values = List.of("", "a", "\uFFFD", "\uD83D\uDE00");
    behind.series =
        IntStream.range(0, 20_000).mapToObj(i -> Labels.of("a", "" + (100_000 + i))).toList();
    behind.metadata = List.of(new MetricMetadata("m", "gauge", "help", "bytes"));
    for (SeriesSource source : sources(transport, behind)) {
      assertThat(source.labelNames(LABELS)).isEqualTo(new LabelsAnswer(behind.values, TRAILER));
      assertThat(behind.lastRequest).isEqualTo(LABELS);
      assertThat(source.labelValues("ü", LABELS))
          .isEqualTo(new LabelsAnswer(behind.values, TRAILER));
      assertThat(behind.lastRequest).isEqualTo(List.of("ü", LABELS));
      assertThat(source.series(LABELS)).isEqualTo(new SeriesAnswer(behind.series, TRAILER));
      assertThat(behind.lastRequest).isEqualTo(LABELS);
      MetadataRequest request = new MetadataRequest(TenantId.ANONYMOUS, 4, "m");
      assertThat(source.metadata(request)).isEqualTo(new MetadataAnswer(behind.metadata, TRAILER));
      assertThat(behind.lastRequest).isEqualTo(request);
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorsKeepTheirCode(Transport transport) {
    for (ErrorCode code : ErrorCode.values()) {
      TestingSource behind =
          new TestingSource(
              () -> {
                throw new CarillonException(code, "expected x, got ü");
              },
              TRAILER);
      SeriesSource source = seam.source(transport, behind);
      assertThatThrownBy(() -> readAll(source))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e).hasMessageContaining("expected x, got ü");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorInTheMiddleIsNotAnEnd(Transport transport) {
    TestingSource behind =
        new TestingSource(
            () -> {
              Iterator<SelectedSeries> series = manySeries(1000);
              return new Iterator<>() {
                @Override
                public boolean hasNext() {
                  if (!series.hasNext()) {
                    throw new CarillonException(ErrorCode.CORRUPTION, "torn");
                  }
                  return true;
                }

                @Override
                public SelectedSeries next() {
                  return series.next();
                }
              };
            },
            TRAILER);
    SeriesSource source = seam.source(transport, behind);
    assertThatThrownBy(() -> readAll(source))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
    Awaiting.until(() -> behind.closed.get() == 1);
  }

  private List<SeriesSource> sources(Transport transport, SeriesSource behind) {
    return List.of(seam.source(transport, behind), seam.federation(transport, behind));
  }

  static Iterator<SelectedSeries> manySeries(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                SelectedSeries.of(
                    Labels.of("__name__", "m", "i", String.valueOf(1_000_000 + i)),
                    SampleColumn.floats(new long[] {1, 2}, new double[] {i, i})))
        .iterator();
  }

  /** Everything of a select, its trailer checked. */
  static List<SelectedSeries> readAll(SeriesSource source) {
    List<SelectedSeries> series = new ArrayList<>();
    try (SeriesStream stream = source.select(SELECT)) {
      for (SelectedSeries next = stream.next(); next != null; next = stream.next()) {
        series.add(next);
      }
      assertThat(stream.trailer()).isEqualTo(TRAILER);
    }
    return series;
  }

  private static void assertSameSeries(List<SelectedSeries> actual, List<SelectedSeries> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).labels()).isEqualTo(expected.get(i).labels());
      assertSameSamples(allSamples(actual.get(i)), allSamples(expected.get(i)));
    }
  }

  private static SampleColumn allSamples(SelectedSeries series) {
    SampleColumnBuilder out = new SampleColumnBuilder(1000);
    for (ColumnFrame frame : series.frames()) {
      SampleColumn column = frame.column();
      for (int i = 0; i < column.size(); i++) {
        out.add(column, i);
      }
    }
    return out.build();
  }
}
