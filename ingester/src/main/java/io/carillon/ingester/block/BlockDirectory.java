package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept in memory of an open block: what it holds and where.
 *
 * @param meta without the size of the file
 * @param indexPages offsets of the pages of the index
 * @param vectorCount number of timestamp vectors
 * @param vectorChunks where the timestamp vectors are described, {@link VectorChunk#SIZE} at a time
 * @param tenants in order
 * @param sections in the order in which they were added
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record BlockDirectory(
    BlockMeta meta,
    long[] indexPages,
    int vectorCount,
    long[] vectorChunks,
    List<TenantEntry> tenants,
    List<SectionEntry> sections) {

  /** Where a tenant's index begins. */
  record TenantEntry(TenantId tenant, long root) {}

  /**
   * Where a section is.
   *
   * @param minMs time of the first thing in it; above {@code maxMs} when it has no time
   */
  record SectionEntry(SectionKind kind, TenantId tenant, long pageOffset, long minMs, long maxMs) {}

  void encode(ByteWriter out) {
    out.putUvarint(meta.mergeLevel()).putUvarint(meta.deleteNumber());
    out.putVarint(meta.minMs()).putVarint(meta.maxMs());
    out.putUvarint(meta.seriesCount()).putUvarint(meta.sampleCount());
    out.putUvarint(indexPages.length);
    long previous = 0;
    for (long offset : indexPages) {
      out.putUvarint(offset - previous);
      previous = offset;
    }
    out.putUvarint(vectorCount);
    PartRef.putAll(vectorChunks, out);
    out.putUvarint(tenants.size());
    for (TenantEntry entry : tenants) {
      out.putString(entry.tenant().value());
      PartRef.put(entry.root(), out);
    }
    out.putUvarint(sections.size());
    for (SectionEntry entry : sections) {
      out.putUvarint(entry.kind().id()).putString(entry.tenant().value());
      out.putUvarint(entry.pageOffset()).putVarint(entry.minMs()).putVarint(entry.maxMs());
    }
  }

  /**
   * Unpacks a directory.
   *
   * @param number of the file
   * @param sizeBytes of the file
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  static BlockDirectory decode(byte[] raw, long number, long sizeBytes) {
    try {
      ByteReader in = new ByteReader(raw);
      BlockMeta meta = decodeMeta(in, number, sizeBytes);
      long[] indexPages = new long[in.readCount(1)];
      long offset = 0;
      for (int i = 0; i < indexPages.length; i++) {
        offset += in.readUvarint();
        indexPages[i] = offset;
      }
      int vectorCount = PartRef.readInt(in);
      long[] vectorChunks = PartRef.readAll(in);
      return new BlockDirectory(
          meta, indexPages, vectorCount, vectorChunks, decodeTenants(in), decodeSections(in));
    } catch (IllegalArgumentException | CarillonException e) {
      throw BlockFormat.corrupt("its directory does not decode: " + e.getMessage());
    }
  }

  private static BlockMeta decodeMeta(ByteReader in, long number, long sizeBytes) {
    int mergeLevel = PartRef.readInt(in);
    long deleteNumber = in.readUvarint();
    return new BlockMeta(
        number,
        mergeLevel,
        in.readVarint(),
        in.readVarint(),
        in.readUvarint(),
        in.readUvarint(),
        sizeBytes,
        deleteNumber);
  }

  private static List<TenantEntry> decodeTenants(ByteReader in) {
    List<TenantEntry> tenants = new ArrayList<>();
    for (int left = in.readCount(3); left > 0; left--) {
      tenants.add(new TenantEntry(new TenantId(in.readString()), PartRef.read(in)));
    }
    return tenants;
  }

  private static List<SectionEntry> decodeSections(ByteReader in) {
    List<SectionEntry> sections = new ArrayList<>();
    for (int left = in.readCount(3); left > 0; left--) {
      SectionKind kind = SectionKind.of(PartRef.readInt(in));
      TenantId tenant = new TenantId(in.readString());
      sections.add(
          new SectionEntry(kind, tenant, in.readUvarint(), in.readVarint(), in.readVarint()));
    }
    return sections;
  }
}
