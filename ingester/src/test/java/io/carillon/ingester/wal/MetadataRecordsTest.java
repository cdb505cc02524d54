package io.carillon.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetadataRecordsTest {
  private static final TenantId TENANT = new TenantId("team-a");
  private static final List<MetricMetadata> METADATA =
      List.of(
          new MetricMetadata("requests", "counter", "Requests, größer.", "seconds"),
          new MetricMetadata("up", "gauge", "", ""));

  @Test
  void givesBackWhatWasWritten() {
    ByteWriter out = new ByteWriter(16).putByte(9);
    MetadataRecords.encode(TENANT, METADATA, out);
    MetadataRecords.decode(
        out.array(),
        1,
        out.size() - 1,
        (tenant, metadata) -> {
          assertThat(tenant).isEqualTo(TENANT);
          assertThat(metadata).isEqualTo(METADATA);
          out.clear();
        });
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesWhatIsNoBody() {
    ByteWriter cut = new ByteWriter(16);
    MetadataRecords.encode(TENANT, METADATA, cut);
    assertCorrupt(cut.array(), cut.size() - 1);
    assertCorrupt(new ByteWriter(4).putString("no/tenant").toByteArray(), 10);
  }

  private static void assertCorrupt(byte[] body, int length) {
    assertThatThrownBy(() -> MetadataRecords.decode(body, 0, length, (_, _) -> {}))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
