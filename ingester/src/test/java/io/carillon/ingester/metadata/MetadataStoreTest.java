package io.carillon.ingester.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FaultyFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetadataStoreTest {
  private static final TenantId TENANT = new TenantId("team-a");
  private static final Path FILE = Path.of("/data/METADATA");
  private static final MetricMetadata GAUGE = new MetricMetadata("up", "gauge", "one", "");
  private static final MetricMetadata COUNTER = new MetricMetadata("up", "counter", "other", "");

  private final FaultyFileStore files = new FaultyFileStore();
  private final MetadataStore store = open();

  private MetadataStore open() {
    return new MetadataStore(new ChecksummedFile(files, FILE, 1, 1), 2);
  }

  @Test
  void theLastWordStays() throws IOException {
    store.apply(TENANT, List.of(COUNTER));
    store.apply(TENANT, List.of(GAUGE));
    assertThat(store.find(TENANT, "up")).containsExactly(GAUGE);
    store.save();
    MetadataStore again = open();
    again.load();
    assertThat(again.find(TENANT, "")).containsExactly(GAUGE);
  }

  /** Otherwise each repetition of a batch that contradicts itself would change something. */
  @Test
  void theLastWordOfABatchCounts() {
    assertThat(store.news(TENANT, List.of(GAUGE, COUNTER))).containsExactly(COUNTER);
    store.apply(TENANT, List.of(COUNTER));
    assertThat(store.news(TENANT, List.of(GAUGE, COUNTER))).isEmpty();
    assertThat(store.news(TENANT, List.of(COUNTER, GAUGE))).containsExactly(GAUGE);
  }

  @Test
  void isWrittenAgainAfterAFailure() throws IOException {
    store.apply(TENANT, List.of(GAUGE));
    for (int call = 1; call <= 3; call++) {
      files.failCall(call, false);
      assertThatThrownBy(store::save).isInstanceOf(IOException.class);
    }
    store.save();
    MetadataStore again = open();
    again.load();
    assertThat(again.find(TENANT, "up")).containsExactly(GAUGE);
  }

  @Test
  void isNotWrittenWithoutNeed() throws IOException {
    store.apply(TENANT, List.of(GAUGE));
    store.save();
    long calls = files.calls();
    store.save();
    assertThat(files.calls()).isEqualTo(calls);
  }
}
