package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the directory counts. Body of its file: {uvarint shard count, {uvarint cut}*, uvarint
 * next file number, uvarint count, {uvarint number, uvarint merge level, varint min ms, varint max
 * ms, uvarint series, uvarint samples, uvarint bytes, uvarint delete number}*}.
 *
 * @param cuts for each shard the first LSN that is not sealed
 * @param nextNumber above all numbers of files in use
 * @param blocks the files that count
 */
record Manifest(List<Long> cuts, long nextNumber, List<BlockMeta> blocks) {
  private static final int LEVEL = 2;

  /** "CARILMAN" in the order of the bytes. */
  private static final long MAGIC = 0x4e414d4c49524143L;

  Manifest {
    cuts = List.copyOf(cuts);
    blocks = List.copyOf(blocks);
  }

  /** The file that holds it. */
  static ChecksummedFile file(FileStore files, Path path) {
    return new ChecksummedFile(files, path, MAGIC, LEVEL);
  }

  /** Of a directory in which nothing is sealed. */
  static Manifest ofNew(int shardCount, long nextNumber, List<BlockMeta> blocks) {
    return new Manifest(Collections.nCopies(shardCount, 1L), nextNumber, blocks);
  }

  void write(ChecksummedFile file) throws IOException {
    ByteWriter out = new ByteWriter(64 + 48 * blocks.size());
    out.putUvarint(cuts.size());
    cuts.forEach(out::putUvarint);
    out.putUvarint(nextNumber).putUvarint(blocks.size());
    for (BlockMeta block : blocks) {
      out.putUvarint(block.number()).putUvarint(block.mergeLevel());
      out.putVarint(block.minMs()).putVarint(block.maxMs());
      out.putUvarint(block.seriesCount()).putUvarint(block.sampleCount());
      out.putUvarint(block.sizeBytes()).putUvarint(block.deleteNumber());
    }
    file.write(out);
  }

  /** The manifest; null when there is none. */
  static @Nullable Manifest read(ChecksummedFile file) throws IOException {
    ByteReader in = file.read();
    if (in == null) {
      return null;
    }
    List<Long> cuts = new ArrayList<>();
    for (int left = in.readCount(1); left > 0; left--) {
      cuts.add(in.readUvarint());
    }
    long nextNumber = in.readUvarint();
    List<BlockMeta> blocks = new ArrayList<>();
    for (int left = in.readCount(8); left > 0; left--) {
      blocks.add(
          new BlockMeta(
              in.readUvarint(),
              (int) in.readUvarint(),
              in.readVarint(),
              in.readVarint(),
              in.readUvarint(),
              in.readUvarint(),
              in.readUvarint(),
              in.readUvarint()));
    }
    return new Manifest(cuts, nextNumber, blocks);
  }
}
