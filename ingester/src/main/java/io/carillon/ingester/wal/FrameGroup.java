package io.carillon.ingester.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive frames of one segment that become durable together. Filled under the lock of its
 * {@link LogBuffer}, then owned by the committer.
 */
final class FrameGroup {
  private final Segment segment;
  private final long position;
  private final long firstAppendNs;
  private final ChunkPool pool;
  private final List<byte[]> chunks = new ArrayList<>();
  private long sizeBytes;
  private long lastLsn;
  private boolean isEncrypted;

  FrameGroup(Segment segment, ChunkPool pool, long firstAppendNs) {
    this.segment = segment;
    this.position = segment.end();
    this.pool = pool;
    this.firstAppendNs = firstAppendNs;
  }

  /** Adds bytes of the record with a number. */
  void add(long lsn, byte[] bytes, int offset, int length) {
    for (int done = 0; done < length; ) {
      int inChunk = (int) (sizeBytes % ChunkPool.CHUNK_BYTES);
      if (inChunk == 0) {
        chunks.add(pool.take());
      }
      int part = Math.min(ChunkPool.CHUNK_BYTES - inChunk, length - done);
      System.arraycopy(bytes, offset + done, chunks.getLast(), inChunk, part);
      sizeBytes += part;
      done += part;
    }
    lastLsn = lsn;
  }

  Segment segment() {
    return segment;
  }

  /** Where the group begins in the file. */
  long position() {
    return position;
  }

  long end() {
    return position + sizeBytes;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  long lastLsn() {
    return lastLsn;
  }

  long firstAppendNs() {
    return firstAppendNs;
  }

  /** Encrypts once, however often it is called. */
  void encrypt(SegmentCipher cipher, SegmentHeader header) {
    if (isEncrypted) {
      return;
    }
    isEncrypted = true;
    long at = position;
    for (byte[] chunk : chunks) {
      int count = (int) Math.min(end() - at, ChunkPool.CHUNK_BYTES);
      cipher.encrypt(header, at, chunk, 0, count);
      at += count;
    }
  }

  /** The bytes in order. */
  List<ByteBuffer> parts() {
    List<ByteBuffer> parts = new ArrayList<>(chunks.size());
    long rest = sizeBytes;
    for (byte[] chunk : chunks) {
      parts.add(ByteBuffer.wrap(chunk, 0, (int) Math.min(rest, ChunkPool.CHUNK_BYTES)));
      rest -= ChunkPool.CHUNK_BYTES;
    }
    return parts;
  }

  /** Gives the memory back. Under the lock of the buffer. */
  void release() {
    chunks.forEach(pool::give);
    chunks.clear();
  }
}
