package io.carillon.common.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingHolderTest {
  private static final Random RANDOM = new Random(7);

  @TempDir private Path dir;

  @Test
  void aNewerRingReplacesAndOlderOnesDoNot() {
    RingHolder holder = open();
    List<Long> heard = new ArrayList<>();
    holder.addListener(ring -> heard.add(ring.epoch()));

    assertThat(holder.offer(RingStoreTest.ring("c1", 2))).isTrue();
    assertThat(holder.offer(RingStoreTest.ring("c1", 2))).isFalse();
    assertThat(holder.offer(RingStoreTest.ring("c1", 1))).isFalse();
    assertThat(holder.offer(RingStoreTest.ring("c1", 5))).isTrue();

    assertThat(heard).containsExactly(2L, 5L);
    assertThat(holder.current()).isEqualTo(RingStoreTest.ring("c1", 5));
    assertThat(open().current()).isEqualTo(RingStoreTest.ring("c1", 5));
  }

  @Test
  void aRingOfAnotherClusterIsRefusedEvenWhenTheRingFileIsLost() throws IOException {
    open().offer(RingStoreTest.ring("c1", 1));
    Files.delete(dir.resolve("ring"));
    RingHolder holder = open();

    assertThat(holder.current()).isNull();
    assertThat(holder.offer(RingStoreTest.ring("c2", 9))).isFalse();
    assertThat(holder.offer(RingStoreTest.ring("c1", 3))).isTrue();
  }

  @Test
  void aRingFileOfAnotherClusterStopsTheStartWithBothIds() {
    open().offer(RingStoreTest.ring("c1", 1));
    RingStore.newest(dir).store(RingStoreTest.ring("c2", 2));

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContainingAll("c1", "c2", "--data-dir");
  }

  @Test
  void aRingThatCannotBeStoredDoesNotReplace() throws IOException {
    RingHolder holder = open();
    holder.offer(RingStoreTest.ring("c1", 1));
    // A directory in the way of the temporary file.
    Files.createDirectory(dir.resolve("ring.tmp"));

    assertThatThrownBy(() -> holder.offer(RingStoreTest.ring("c1", 2)))
        .isInstanceOf(CarillonException.class);
    assertThat(holder.current()).isEqualTo(RingStoreTest.ring("c1", 1));
  }

  @Test
  void aLoneNodeCreatesItsRingOnce() {
    Ring first = local(RingSettings.UNSET);

    assertThat(first.replicationFactor()).isEqualTo(1);
    assertThat(first.partitionCount()).isEqualTo(1024);
    assertThat(local(RingSettings.UNSET)).isEqualTo(first);
    assertThat(local(new RingSettings(1, 1024))).isEqualTo(first);
  }

  @Test
  void settingsThatDifferStopTheStartWithBothValues() {
    local(RingSettings.UNSET);

    assertThatThrownBy(() -> local(new RingSettings(3, null)))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContainingAll("--replication-factor", "is 3", "with 1");
    assertThatThrownBy(() -> local(new RingSettings(null, 64)))
        .isInstanceOf(CarillonException.class)
        .hasMessageContainingAll("--partitions", "is 64", "with 1024");
  }

  @Test
  void aLoneNodeCannotReplicate() {
    assertThatThrownBy(() -> local(new RingSettings(3, null)))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContainingAll("--replication-factor 3", "--join");
    assertThat(Files.exists(dir.resolve("ring"))).isFalse();
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new RingSettings(2, null)).hasMessageContaining("1, 3 or 5, got 2");
    assertThatThrownBy(() -> new RingSettings(null, 1000)).hasMessageContaining("power of two");
    assertThatThrownBy(() -> new RingSettings(null, 1 << 17)).hasMessageContaining("65536");
  }

  @Test
  void theDataDirectoryOfAClusterDoesNotStartAlone() {
    open().offer(RingStoreTest.ring("c1", 1));

    assertThatThrownBy(() -> local(RingSettings.UNSET))
        .isInstanceOf(CarillonException.class)
        .hasMessageContainingAll("c1", "i0", "--join");
  }

  private RingHolder open() {
    return RingHolder.open(RingStore.newest(dir), InstanceIdentity.open(dir, RANDOM));
  }

  private Ring local(RingSettings settings) {
    InstanceIdentity identity = InstanceIdentity.open(dir, RANDOM);
    RingHolder holder = RingHolder.open(RingStore.newest(dir), identity);
    return LocalRing.open(holder, identity, "", settings, RANDOM);
  }
}
