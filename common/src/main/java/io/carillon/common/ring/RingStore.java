package io.carillon.common.ring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.common.error.CarillonException;
import io.carillon.proto.ring.v1.RingState;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One ring on disk: a versioned file with a checksum around a {@link RingState}. Not thread-safe;
 * its owner writes.
 */
public final class RingStore {
  private static final String MAGIC = "CARIRING";

  private final ChecksummedFile file;

  private RingStore(Path path) {
    file = new ChecksummedFile(path, MAGIC);
  }

  /** The newest ring that a node has seen. */
  public static RingStore newest(Path dataDir) {
    return new RingStore(dataDir.resolve("ring"));
  }

  /** A proposed ring that does not hold yet, of a cluster's first start. */
  public static RingStore proposal(Path dataDir) {
    return new RingStore(dataDir.resolve("ring.proposal"));
  }

  /** The file. */
  public Path path() {
    return file.path();
  }

  /**
   * The ring on disk; null when there is none.
   *
   * @throws CarillonException with CORRUPTION naming the file when it is damaged
   */
  public @Nullable Ring load() {
    byte[] body = file.read();
    if (body == null) {
      return null;
    }
    RingState state;
    try {
      state = RingState.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw file.corrupt(String.valueOf(e.getMessage()));
    }
    try {
      return RingProto.fromProto(state);
    } catch (CarillonException e) {
      throw new CarillonException(e.code(), file.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Replaces the ring on disk; it is durable when this returns.
   *
   * @throws CarillonException with STORAGE_FULL when the disk does not take it
   */
  public void store(Ring ring) {
    file.write(RingProto.toProto(ring).toByteArray());
  }

  /** Removes the ring from disk. */
  public void delete() {
    file.delete();
  }
}
