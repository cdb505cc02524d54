package io.carillon.common.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.proto.ring.v1.RingState;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RingProtoTest {
  private static final Ring RING =
      new Ring(
          "c1",
          7,
          4,
          3,
          List.of(
              new Instance("a", "z1", InstanceState.ACTIVE, 100),
              new Instance("b", "z2", InstanceState.JOINING, 50),
              new Instance("c", "", InstanceState.LEAVING, 0),
              new Instance("d", "z1", InstanceState.LEFT, 1),
              new Instance("e", "z2", InstanceState.READ_ONLY, 1)),
          List.of(
              new ReplicaGroup(List.of("c", "a", "b")), new ReplicaGroup(List.of("e", "d", "a"))),
          List.of(0, 1, 1, 0));

  @Test
  void comesBackAsItWas() throws InvalidProtocolBufferException {
    byte[] bytes = RingProto.toProto(RING).toByteArray();
    assertThat(RingProto.fromProto(RingState.parseFrom(bytes))).isEqualTo(RING);
  }

  @Test
  void nothingIsBelieved() {
    assertCorrupt("format level 1", ring -> ring.setFormatLevel(0));
    assertCorrupt("cluster id", ring -> ring.setClusterId(""));
    assertCorrupt("epoch", ring -> ring.setEpoch(0));
    assertCorrupt("epoch", ring -> ring.setEpoch(-1));
    assertCorrupt("power of two", ring -> ring.setPartitionCount(3));
    assertCorrupt("partitions", ring -> ring.setPartitionCount(Integer.MIN_VALUE));
    assertCorrupt("power of two", ring -> ring.setPartitionCount(1 << 30));
    assertCorrupt("4 partitions", ring -> ring.addGroupOfPartition(0));
    assertCorrupt("replica group", ring -> ring.setReplicationFactor(1));
    assertCorrupt("replication factor", ring -> ring.setReplicationFactor(2).clearGroups());
    assertCorrupt("names a group", ring -> ring.setGroupOfPartition(0, 2));
    assertCorrupt("names a group", ring -> ring.setGroupOfPartition(0, -1));
    assertCorrupt("instance 5 of 5", ring -> ring.getGroupsBuilder(0).setInstances(0, 5));
    assertCorrupt("of 5", ring -> ring.getGroupsBuilder(0).setInstances(0, -1));
    assertCorrupt("distinct", ring -> ring.getGroupsBuilder(0).setInstances(0, 1));
    assertCorrupt("distinct", ring -> ring.getGroupsBuilder(0).addInstances(4));
    assertCorrupt("in order", ring -> ring.getInstancesBuilder(1).setInstanceId("a"));
    assertCorrupt("in order", ring -> ring.getInstancesBuilder(0).setInstanceId(""));
    assertCorrupt("weight", ring -> ring.getInstancesBuilder(0).setWeight(-1));
    assertCorrupt("unknown state", ring -> setState(ring, 0));
    assertCorrupt("unknown state", ring -> setState(ring, 99));
  }

  @Test
  void aNewerFormatIsNoCorruption() {
    RingState newer = RingProto.toProto(RING).toBuilder().setFormatLevel(2).build();
    assertThatThrownBy(() -> RingProto.fromProto(newer))
        .isInstanceOfSatisfying(
            CarillonException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }

  @Test
  void randomDamageGivesARingOrAnErrorOfOurs() {
    byte[] bytes = RingProto.toProto(RING).toByteArray();
    SplittableRandom random = new SplittableRandom(46);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        RingProto.fromProto(RingState.parseFrom(damaged));
      } catch (InvalidProtocolBufferException e) {
        assertThat(e).isNotNull();
      } catch (CarillonException e) {
        assertThat(e.code()).isIn(ErrorCode.CORRUPTION, ErrorCode.FAILED_PRECONDITION);
      }
    }
  }

  private static void assertCorrupt(String text, Consumer<RingState.Builder> damage) {
    RingState.Builder damaged = RingProto.toProto(RING).toBuilder();
    damage.accept(damaged);
    assertThatThrownBy(() -> RingProto.fromProto(damaged.build()))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION))
        .hasMessageContaining(text);
  }

  @SuppressWarnings("AvoidValueSetter") // A number that the enum does not have.
  private static void setState(RingState.Builder ring, int number) {
    ring.getInstancesBuilder(0).setStateValue(number);
  }
}
