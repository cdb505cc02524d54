package io.carillon.common.ring;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.proto.ring.v1.InstanceEntry;
import io.carillon.proto.ring.v1.RingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The ring as message and ring file, format level 1. What is read is checked in full before a
 * {@link Ring} is made of it: nothing that a peer or a file says is believed.
 */
public final class RingProto {
  private static final int FORMAT_LEVEL = 1;

  private RingProto() {}

  /**
   * The message of a ring.
   *
   * @throws IllegalArgumentException when a group names an instance that the ring does not have
   */
  public static RingState toProto(Ring ring) {
    RingState.Builder out =
        RingState.newBuilder()
            .setFormatLevel(FORMAT_LEVEL)
            .setClusterId(ring.clusterId())
            .setEpoch(ring.epoch())
            .setPartitionCount(ring.partitionCount())
            .setReplicationFactor(ring.replicationFactor());
    Map<String, Integer> indexOfId = new HashMap<>();
    for (Instance instance : ring.instances()) {
      indexOfId.put(instance.id(), indexOfId.size());
      out.addInstances(
          InstanceEntry.newBuilder()
              .setInstanceId(instance.id())
              .setZone(instance.zone())
              .setState(toProto(instance.state()))
              .setWeight(instance.weight()));
    }
    for (ReplicaGroup group : ring.groups()) {
      out.addGroups(toProto(group, indexOfId));
    }
    return out.addAllGroupOfPartition(ring.groupOfPartition()).build();
  }

  /**
   * The ring of a message.
   *
   * @throws CarillonException with CORRUPTION when a number, index or count does not fit, and with
   *     FAILED_PRECONDITION when a newer version of the format wrote it
   */
  public static Ring fromProto(RingState state) {
    if (state.getFormatLevel() != FORMAT_LEVEL) {
      throw new CarillonException(
          state.getFormatLevel() > FORMAT_LEVEL
              ? ErrorCode.FAILED_PRECONDITION
              : ErrorCode.CORRUPTION,
          "ring: expected format level "
              + FORMAT_LEVEL
              + ", got "
              + Integer.toUnsignedString(state.getFormatLevel()));
    }
    require(!state.getClusterId().isEmpty(), "expected a cluster id, got none");
    require(state.getEpoch() > 0, "expected an epoch from 1, got " + state.getEpoch());
    List<Instance> instances = instances(state);
    try {
      return new Ring(
          state.getClusterId(),
          state.getEpoch(),
          state.getPartitionCount(),
          state.getReplicationFactor(),
          instances,
          groups(state, instances),
          state.getGroupOfPartitionList());
    } catch (IllegalArgumentException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "ring: " + e.getMessage(), e);
    }
  }

  private static io.carillon.proto.ring.v1.ReplicaGroup toProto(
      ReplicaGroup group, Map<String, Integer> indexOfId) {
    io.carillon.proto.ring.v1.ReplicaGroup.Builder out =
        io.carillon.proto.ring.v1.ReplicaGroup.newBuilder();
    for (String id : group.instanceIds()) {
      Integer index = indexOfId.get(id);
      if (index == null) {
        throw new IllegalArgumentException("a replica group names an unknown instance " + id);
      }
      out.addInstances(index);
    }
    return out.build();
  }

  private static List<Instance> instances(RingState state) {
    List<Instance> instances = new ArrayList<>(state.getInstancesCount());
    String previousId = "";
    for (InstanceEntry entry : state.getInstancesList()) {
      String id = entry.getInstanceId();
      require(
          previousId.compareTo(id) < 0,
          "expected instance ids in order, got \"" + id + "\" after \"" + previousId + "\"");
      require(entry.getWeight() >= 0, "instance " + id + " has weight " + entry.getWeight());
      instances.add(
          new Instance(id, entry.getZone(), fromProto(id, entry.getState()), entry.getWeight()));
      previousId = id;
    }
    return instances;
  }

  private static List<ReplicaGroup> groups(RingState state, List<Instance> instances) {
    List<ReplicaGroup> groups = new ArrayList<>(state.getGroupsCount());
    for (io.carillon.proto.ring.v1.ReplicaGroup entry : state.getGroupsList()) {
      List<String> ids = new ArrayList<>(entry.getInstancesCount());
      for (int index : entry.getInstancesList()) {
        require(
            index >= 0 && index < instances.size(),
            "a replica group names instance "
                + Integer.toUnsignedString(index)
                + " of "
                + instances.size());
        ids.add(instances.get(index).id());
      }
      require(
          ids.size() == state.getReplicationFactor() && new HashSet<>(ids).size() == ids.size(),
          "expected "
              + state.getReplicationFactor()
              + " distinct instances in a replica group, got "
              + ids);
      groups.add(new ReplicaGroup(ids));
    }
    return groups;
  }

  private static io.carillon.proto.ring.v1.InstanceState toProto(InstanceState state) {
    return switch (state) {
      case JOINING -> io.carillon.proto.ring.v1.InstanceState.INSTANCE_STATE_JOINING;
      case ACTIVE -> io.carillon.proto.ring.v1.InstanceState.INSTANCE_STATE_ACTIVE;
      case LEAVING -> io.carillon.proto.ring.v1.InstanceState.INSTANCE_STATE_LEAVING;
      case LEFT -> io.carillon.proto.ring.v1.InstanceState.INSTANCE_STATE_LEFT;
      case READ_ONLY -> io.carillon.proto.ring.v1.InstanceState.INSTANCE_STATE_READ_ONLY;
    };
  }

  private static InstanceState fromProto(
      String instanceId, io.carillon.proto.ring.v1.InstanceState state) {
    return switch (state) {
      case INSTANCE_STATE_JOINING -> InstanceState.JOINING;
      case INSTANCE_STATE_ACTIVE -> InstanceState.ACTIVE;
      case INSTANCE_STATE_LEAVING -> InstanceState.LEAVING;
      case INSTANCE_STATE_LEFT -> InstanceState.LEFT;
      case INSTANCE_STATE_READ_ONLY -> InstanceState.READ_ONLY;
      case INSTANCE_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw corrupt("instance " + instanceId + " has an unknown state");
    };
  }

  private static void require(boolean holds, String reason) {
    if (!holds) {
      throw corrupt(reason);
    }
  }

  private static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "ring: " + reason);
  }
}
