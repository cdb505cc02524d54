package io.carillon.common.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingStoreTest {
  private static final Ring RING = ring("c1", 1);

  @TempDir private Path dir;

  @Test
  void whatWasStoredIsRead() {
    RingStore store = RingStore.newest(dir);
    assertThat(store.load()).isNull();

    store.store(RING);
    assertThat(RingStore.newest(dir).load()).isEqualTo(RING);

    store.store(ring("c1", 2));
    assertThat(RingStore.newest(dir).load()).isEqualTo(ring("c1", 2));
    store.delete();
    assertThat(RingStore.newest(dir).load()).isNull();
  }

  @Test
  void aFileTornAtAnyByteIsCorruption() throws IOException {
    RingStore store = RingStore.newest(dir);
    store.store(RING);
    byte[] whole = Files.readAllBytes(store.path());

    for (int length = 0; length < whole.length; length++) {
      Files.write(store.path(), Arrays.copyOf(whole, length));
      assertCorrupt(store);
    }
    Files.write(store.path(), Arrays.copyOf(whole, whole.length + 1));
    assertCorrupt(store);
  }

  @Test
  void anyFlippedBitIsAnError() throws IOException {
    RingStore store = RingStore.newest(dir);
    store.store(RING);
    byte[] whole = Files.readAllBytes(store.path());

    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(store.path(), damaged);
      assertCorrupt(store);
    }
  }

  @Test
  void aTemporaryFileLeftByACrashIsHarmless() throws IOException {
    RingStore store = RingStore.newest(dir);
    store.store(RING);
    Files.write(dir.resolve("ring.tmp"), new byte[] {1, 2, 3});

    assertThat(store.load()).isEqualTo(RING);
    store.store(ring("c1", 2));
    assertThat(store.load()).isEqualTo(ring("c1", 2));
  }

  @Test
  void anUnwritableDirectoryIsNamed() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    RingStore store = RingStore.newest(file.resolve("below"));

    assertThatThrownBy(() -> store.store(RING))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL))
        .hasMessageContaining("below")
        .hasMessageContaining("--data-dir");
  }

  @Test
  void anInstanceKeepsItsIdAndDrawsAnIncarnation() {
    InstanceIdentity first = InstanceIdentity.open(dir, new Random(1));
    InstanceIdentity second = InstanceIdentity.open(dir, new Random(2));

    assertThat(second.id()).isEqualTo(first.id()).hasSize(16);
    assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
    assertThat(second.clusterId()).isNull();
  }

  @Test
  void aTornIdentityIsCorruption() throws IOException {
    InstanceIdentity identity = InstanceIdentity.open(dir, new Random(1));
    Path file = dir.resolve("instance");
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> InstanceIdentity.open(dir, new Random(3)))
          .isInstanceOf(CarillonException.class)
          .hasMessageContaining(file.toString());
    }
    Files.write(file, whole);
    assertThat(InstanceIdentity.open(dir, new Random(4)).id()).isEqualTo(identity.id());
  }

  static Ring ring(String clusterId, long epoch) {
    List<Instance> instances =
        IntStream.range(0, 3)
            .mapToObj(i -> new Instance("i" + i, "z" + i, InstanceState.ACTIVE, 100))
            .toList();
    Ring ring = RingPlanner.create(clusterId, 16, 3, instances);
    return new Ring(clusterId, epoch, 16, 3, instances, ring.groups(), ring.groupOfPartition());
  }

  private static void assertCorrupt(RingStore store) {
    assertThatThrownBy(store::load)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION))
        .hasMessageContaining(store.path().toString());
  }
}
