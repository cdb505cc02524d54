package io.carillon.ingester.metadata;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies of the log's records of type METADATA: tenant, {family, type, help, unit}*, all of them
 * strings with their length in front.
 */
public final class MetadataRecords {
  private MetadataRecords() {}

  /** A record. */
  public record Content(TenantId tenant, List<MetricMetadata> metadata) {
    public Content {
      metadata = List.copyOf(metadata);
    }
  }

  /** Packs a record. */
  public static byte[] encode(TenantId tenant, List<MetricMetadata> metadata) {
    ByteWriter out = new ByteWriter(256).putString(tenant.value());
    for (MetricMetadata m : metadata) {
      out.putString(m.metricFamilyName()).putString(m.type());
      out.putString(m.help()).putString(m.unit());
    }
    return out.toByteArray();
  }

  /**
   * Unpacks a record.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when it is none
   */
  public static Content decode(ByteReader in) {
    TenantId tenant = new TenantId(in.readString());
    List<MetricMetadata> metadata = new ArrayList<>();
    while (in.remaining() > 0) {
      metadata.add(
          new MetricMetadata(in.readString(), in.readString(), in.readString(), in.readString()));
    }
    return new Content(tenant, metadata);
  }
}
