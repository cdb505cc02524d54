package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.ingester.file.ChecksummedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the directory counts. Body of its file: {uvarint first log segment, uvarint next block
 * number, uvarint count, {uvarint number, uvarint merge level, varint min ms, varint max ms,
 * uvarint series, uvarint samples, uvarint bytes}*}.
 *
 * @param firstSegment the log before this segment is sealed
 * @param nextBlockNumber above all numbers in use
 * @param blocks the blocks that count
 */
record Manifest(long firstSegment, long nextBlockNumber, List<BlockMeta> blocks) {
  Manifest {
    blocks = List.copyOf(blocks);
  }

  void write(ChecksummedFile file) throws IOException {
    ByteWriter out = new ByteWriter(64 + 40 * blocks.size());
    out.putUvarint(firstSegment).putUvarint(nextBlockNumber).putUvarint(blocks.size());
    for (BlockMeta block : blocks) {
      out.putUvarint(block.number()).putUvarint(block.mergeLevel());
      out.putVarint(block.minMs()).putVarint(block.maxMs());
      out.putUvarint(block.seriesCount()).putUvarint(block.sampleCount());
      out.putUvarint(block.sizeBytes());
    }
    file.write(out);
  }

  /** The manifest; null when there is none. */
  static @Nullable Manifest read(ChecksummedFile file) throws IOException {
    ByteReader in = file.read();
    if (in == null) {
      return null;
    }
    long firstSegment = in.readUvarint();
    long nextBlockNumber = in.readUvarint();
    List<BlockMeta> blocks = new ArrayList<>();
    for (int left = in.readCount(7); left > 0; left--) {
      blocks.add(
          new BlockMeta(
              in.readUvarint(),
              (int) in.readUvarint(),
              in.readVarint(),
              in.readVarint(),
              in.readUvarint(),
              in.readUvarint(),
              in.readUvarint()));
    }
    return new Manifest(firstSegment, nextBlockNumber, blocks);
  }
}
