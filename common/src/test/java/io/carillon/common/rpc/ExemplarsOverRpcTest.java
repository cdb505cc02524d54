package io.carillon.common.rpc;

import static io.carillon.common.rpc.SampleSinkTest.await;
import static io.carillon.common.rpc.SampleSinkTest.batch;
import static io.carillon.common.rpc.SampleSinkTest.series;
import static io.carillon.common.rpc.SeriesSourceTest.TRAILER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.RandomExemplars;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exemplars on their way in and out, wherever sink and source are. */
final class ExemplarsOverRpcTest {
  private static final ExemplarsRequest REQUEST =
      new ExemplarsRequest(
          new TenantId("t!"),
          5,
          -7,
          Long.MAX_VALUE,
          List.of(
              List.of(Matcher.equal("__name__", "m")),
              List.of(Matcher.equal("__name__", "n"), Matcher.of(Matcher.Type.REGEX, "l", "a|b"))));

  private final TestingSeam seam = new TestingSeam();
  private final TestingSink sinkBehind = new TestingSink();
  private final TestingSource sourceBehind =
      new TestingSource(() -> List.<SelectedSeries>of().iterator(), TRAILER);

  @AfterEach
  void close() {
    seam.close();
  }

  @ParameterizedTest
  @EnumSource
  void sinkTakesThemWithAndWithoutTheirSeries(Transport transport) {
    SampleSink sink = seam.sink(transport, sinkBehind);
    RandomExemplars random = new RandomExemplars(1);
    for (int b = 0; b < 20; b++) {
      List<SeriesExemplars> exemplars = new ArrayList<>();
      for (String value : List.of("known", "new" + b, "again" + b % 3)) {
        exemplars.add(new SeriesExemplars(series(value).labels(), random.exemplars(9)));
      }
      PushBatch batch =
          new PushBatch(
              TenantId.ANONYMOUS,
              0,
              0,
              b % 2 == 0 ? List.of() : List.of(series("known"), series("again0")),
              List.of(),
              exemplars);
      assertThat(await(sink.push(batch))).isEqualTo(TestingSink.DURABLE);
      assertThat(sinkBehind.batches.getLast().exemplars()).isEqualTo(exemplars);
    }
    // The dictionary of the stream must still fit.
    assertThat(await(sink.push(batch(series("known"), series("new19")))))
        .isEqualTo(TestingSink.DURABLE);
    assertThat(sinkBehind.batches.getLast().series())
        .extracting(samples -> samples.labels().get("l"))
        .containsExactly("known", "new19");
  }

  @Test
  void anExemplarThatNoMessageCarriesCostsNoSample() {
    Exemplar large = new Exemplar(Labels.of("t", "x".repeat(3 << 20)), 1, 1);
    PushBatch batch =
        new PushBatch(
            TenantId.ANONYMOUS,
            0,
            0,
            List.of(series("a")),
            List.of(),
            List.of(new SeriesExemplars(series("a").labels(), List.of(large))));
    PushAck ack = await(seam.sink(Transport.IN_PROCESS, sinkBehind).push(batch));
    assertThat(ack).isEqualTo(TestingSink.DURABLE);
    PushBatch taken = sinkBehind.batches.getLast();
    assertThat(taken.series())
        .extracting(SeriesSamples::labels)
        .containsExactly(series("a").labels());
    assertThat(taken.exemplars()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sourceGivesBackEveryBit(Transport transport) {
    RandomExemplars random = new RandomExemplars(2);
    List<SeriesExemplars> unordered = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      unordered.add(new SeriesExemplars(Labels.of("i", String.valueOf(i)), random.exemplars(30)));
    }
    sourceBehind.exemplars = SeriesExemplars.union(unordered);
    for (SeriesSource source : sources(transport)) {
      assertThat(source.exemplars(REQUEST))
          .isEqualTo(new ExemplarsAnswer(sourceBehind.exemplars, TRAILER));
      assertThat(sourceBehind.lastRequest).isEqualTo(REQUEST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sourceGivesALongSeriesAsOne(Transport transport) {
    List<Exemplar> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(new Exemplar(Labels.of("trace_id", "t".repeat(120)), 1, i));
    }
    sourceBehind.exemplars =
        List.of(
            new SeriesExemplars(Labels.of("a", "1"), many),
            new SeriesExemplars(Labels.of("a", "2"), many.subList(0, 1)));
    for (SeriesSource source : sources(transport)) {
      assertThat(source.exemplars(REQUEST).series()).isEqualTo(sourceBehind.exemplars);
    }
  }

  @Test
  void refusesAnAnswerOutOfOrder() {
    List<Exemplar> one = List.of(new Exemplar(Labels.EMPTY, 1, 5));
    List<Exemplar> earlier = List.of(one.getFirst(), new Exemplar(Labels.EMPTY, 1, 4));
    SeriesExemplars a = new SeriesExemplars(Labels.of("a", "1"), one);
    SeriesExemplars b = new SeriesExemplars(Labels.of("b", "1"), one);
    SeriesSource source = sources(Transport.IN_PROCESS).getFirst();
    for (List<SeriesExemplars> answer :
        List.of(List.of(b, a), List.of(new SeriesExemplars(a.series(), earlier)))) {
      sourceBehind.exemplars = answer;
      assertThatThrownBy(() -> source.exemplars(REQUEST))
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
    }
  }

  private List<SeriesSource> sources(Transport transport) {
    return List.of(seam.source(transport, sourceBehind), seam.federation(transport, sourceBehind));
  }
}
