package io.carillon.ingester.wal;

import io.carillon.common.error.ErrorCode;
import java.util.List;

/** Something that waits to be durable. */
public interface WalEntry {
  /**
   * Adds the entry's frames, under the log's lock.
   *
   * @param generation grows whenever series have to be named again: what was named under another
   *     generation may be missing from this segment
   * @return false when the entry was prepared for a state that is gone and has to be prepared anew;
   *     then nothing was added
   */
  boolean addFrames(long generation, List<WalFrame> out);

  /** All bytes of the entry are durable. On the committer thread, in the order of the log. */
  void onDurable();

  /** The entry will not be durable, or nobody can say so. On the committer thread. */
  void onFailed(ErrorCode code, String reason);
}
