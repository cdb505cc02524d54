package io.carillon.ingester.wal;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The body of a METADATA record.
 *
 * <pre>
 * body    tenant | {family | type | help | unit}*, all of them strings
 * </pre>
 */
public final class MetadataRecords {
  private MetadataRecords() {}

  /** Writes the metadata of a tenant's metric families. */
  public static void encode(TenantId tenant, List<MetricMetadata> metadata, ByteWriter out) {
    out.putString(tenant.value());
    for (MetricMetadata m : metadata) {
      out.putString(m.metricFamilyName()).putString(m.type());
      out.putString(m.help()).putString(m.unit());
    }
  }

  /**
   * Gives a tenant and its metadata to {@code visitor}.
   *
   * @throws CarillonException with CORRUPTION when the bytes are no such body
   */
  public static void decode(
      byte[] content, int offset, int length, BiConsumer<TenantId, List<MetricMetadata>> visitor) {
    ByteReader in = new ByteReader(content, offset, length);
    TenantId tenant;
    List<MetricMetadata> metadata = new ArrayList<>();
    try {
      tenant = new TenantId(in.readString());
      while (in.remaining() > 0) {
        metadata.add(
            new MetricMetadata(in.readString(), in.readString(), in.readString(), in.readString()));
      }
    } catch (CarillonException e) {
      throw new CarillonException(
          ErrorCode.CORRUPTION, "body of metadata is damaged: " + e.getMessage(), e);
    }
    visitor.accept(tenant, metadata);
  }
}
