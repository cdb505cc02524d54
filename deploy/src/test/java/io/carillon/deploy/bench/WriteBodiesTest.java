package io.carillon.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.NodeMetrics;
import io.carillon.deploy.bench.data.ScrapeClock;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class WriteBodiesTest {
  private static final int SERIES = 250;
  private static final int BATCH = 100;

  private final NodeMetrics series = new NodeMetrics(SERIES, "node", 7);
  private final ScrapeClock clock = new ScrapeClock(1_793_491_200_000L, 15_000, Jitter.SERIES);

  @Test
  void aBodyIsTheRequestOfItsScrape() throws IOException {
    WriteBodies[] bodies = WriteBodies.of(series, BATCH);
    assertThat(bodies).hasSize(3);
    for (int scrape : new int[] {0, 1, 5}) {
      for (int batch = 0; batch < bodies.length; batch++) {
        assertThat(WriteRequest.parseFrom(plain(bodies[batch].body(clock, scrape))))
            .isEqualTo(expected(batch * BATCH, scrape));
      }
    }
  }

  private WriteRequest expected(int from, int scrape) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = from; i < Math.min(from + BATCH, SERIES); i++) {
      TimeSeries one =
          RemoteWriteClient.series(
              series.labels(i), clock.timeMs(series, i, scrape), series.value(i, scrape));
      request.addTimeseries(one);
    }
    return request.build();
  }

  private static byte[] plain(byte[] body) {
    SnappyJavaDecompressor decompressor = new SnappyJavaDecompressor();
    byte[] plain = new byte[decompressor.getUncompressedLength(body, 0)];
    int size = decompressor.decompress(body, 0, body.length, plain, 0, plain.length);
    return Arrays.copyOf(plain, size);
  }
}
