package io.carillon.common.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is: an id that lives on its disk, and an incarnation that each start draws anew. The
 * disk also remembers the cluster whose data it holds, even when the ring file is lost.
 * Thread-safe.
 */
public final class InstanceIdentity {
  private static final String MAGIC = "CARINODE";

  private final ChecksummedFile file;
  private final String id;
  private final long incarnation;

  @GuardedBy("this")
  private String clusterId;

  private InstanceIdentity(ChecksummedFile file, String id, String clusterId, long incarnation) {
    this.file = file;
    this.id = id;
    this.clusterId = clusterId;
    this.incarnation = incarnation;
  }

  /**
   * Reads the id, or draws one at the first start, on disk when this returns. The caller holds the
   * lock of the data directory.
   *
   * @throws CarillonException with CORRUPTION naming the file when it is damaged, with STORAGE_FULL
   *     when it cannot be written
   */
  public static InstanceIdentity open(Path dataDir, RandomGenerator random) {
    ChecksummedFile file = new ChecksummedFile(dataDir.resolve("instance"), MAGIC);
    byte[] body = file.read();
    long incarnation = random.nextLong();
    if (body != null) {
      ByteReader reader = new ByteReader(body);
      return new InstanceIdentity(file, reader.readString(), reader.readString(), incarnation);
    }
    String id = HexFormat.of().toHexDigits(random.nextLong());
    InstanceIdentity identity = new InstanceIdentity(file, id, "", incarnation);
    identity.write("");
    return identity;
  }

  /** The stable id of the instance. */
  public String id() {
    return id;
  }

  /** Random at each start of the process. */
  public long incarnation() {
    return incarnation;
  }

  /** The cluster that the disk belongs to; null before it has seen a ring. */
  public synchronized @Nullable String clusterId() {
    return clusterId.isEmpty() ? null : clusterId;
  }

  /**
   * Remembers for ever, on disk, to which cluster the data directory belongs.
   *
   * @throws CarillonException with FAILED_PRECONDITION naming both when it belongs to another
   */
  synchronized void bindTo(String cluster) {
    if (clusterId.equals(cluster)) {
      return;
    }
    if (!clusterId.isEmpty()) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          file.path()
              + " belongs to cluster "
              + clusterId
              + ", but the ring is of cluster "
              + cluster
              + "; check --data-dir and --join");
    }
    write(cluster);
    clusterId = cluster;
  }

  private void write(String cluster) {
    file.write(new ByteWriter(64).putString(id).putString(cluster).toByteArray());
  }
}
