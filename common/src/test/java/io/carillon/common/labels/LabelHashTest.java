package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.tenant.TenantId;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The hash is part of a cluster's identity on disk: these numbers never change. They were computed
 * with Python's xxhash 3 over the bytes that {@link LabelHash} describes.
 */
final class LabelHashTest {
  private final LabelHash hash = new LabelHash();

  @Test
  void goldenVectors() {
    assertHash(0x8e9f5d374a142d3aL, "anonymous");
    assertHash(0x82fcb40d1ae088e1L, "anonymous", "__name__", "up");
    assertHash(
        0xf6c3d6637d31e1e5L,
        "anonymous",
        "__name__",
        "up",
        "instance",
        "127.0.0.1:9201",
        "job",
        "carillon");
    assertHash(
        0xd41e764c843136d8L,
        "t!",
        "__name__",
        "http_requests_total",
        "code",
        "200",
        "méthode",
        "GÈT",
        "\uD83D\uDE00",
        "x",
        "\uFFFD",
        "y");
    assertHash(0x7268b565e7f794a5L, "a".repeat(150), "l", "v".repeat(300));
    assertHash(0xaa9d3ee336330fdfL, "team-1", "__name__", "m", "k", "v".repeat(5000));
  }

  @Test
  void emptyValuesAndOrderDoNotCount() {
    assertHash(0x82fcb40d1ae088e1L, "anonymous", "z", "", "__name__", "up", "a", "");
  }

  @Test
  void whatWasHashedBeforeDoesNotCount() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      LabelsBuilder labels = new LabelsBuilder();
      for (int l = random.nextInt(24); l > 0; l--) {
        int length = random.nextInt(50) == 0 ? 700 : random.nextInt(3);
        labels.set("n" + random.nextInt(26), "v".repeat(length) + random.nextInt(2));
      }
      TenantId tenant = new TenantId("t".repeat(1 + random.nextInt(3)));
      Labels built = labels.build();
      assertThat(hash.hash(tenant, built)).isEqualTo(new LabelHash().hash(tenant, built));
    }
  }

  private void assertHash(long expected, String tenant, String... labels) {
    assertThat(hash.hash(new TenantId(tenant), Labels.of(labels)))
        .as("%s", (Object) labels)
        .isEqualTo(expected);
  }
}
