package io.carillon.ingester.exemplar;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;

/** Bodies of the log's records of type EXEMPLARS; see the package for the format. */
public final class ExemplarRecords {
  /**
   * A record.
   *
   * @param exemplars in any order; the same series may come more than once
   */
  public record Content(TenantId tenant, List<SeriesExemplars> exemplars) {
    public Content {
      exemplars = List.copyOf(exemplars);
    }
  }

  /** A damaged record costs all that it holds, and no record may outgrow a segment. */
  private static final long TARGET_BYTES = 1 << 20;

  /** So many of one series stay together: up to a kilobyte each. */
  private static final int MAX_OF_SERIES = 512;

  private ExemplarRecords() {}

  /** As few bodies of bounded size as hold all; none for none. */
  public static List<byte[]> encode(TenantId tenant, List<SeriesExemplars> exemplars) {
    List<byte[]> bodies = new ArrayList<>();
    List<SeriesExemplars> next = new ArrayList<>();
    long sizeBytes = 0;
    for (SeriesExemplars each : exemplars) {
      for (int from = 0; from < each.exemplars().size(); from += MAX_OF_SERIES) {
        int to = Math.min(each.exemplars().size(), from + MAX_OF_SERIES);
        SeriesExemplars part =
            new SeriesExemplars(each.series(), each.exemplars().subList(from, to));
        next.add(part);
        sizeBytes += ExemplarSize.of(part);
        if (sizeBytes >= TARGET_BYTES) {
          bodies.add(body(tenant, next));
          next.clear();
          sizeBytes = 0;
        }
      }
    }
    if (!next.isEmpty()) {
      bodies.add(body(tenant, next));
    }
    return bodies;
  }

  private static byte[] body(TenantId tenant, List<SeriesExemplars> exemplars) {
    ByteWriter out = new ByteWriter(1024).putString(tenant.value());
    ExemplarEncoder.encode(exemplars, out);
    return out.toByteArray();
  }

  /**
   * Unpacks one body.
   *
   * @throws CarillonException with CORRUPTION when it is none
   */
  public static Content decode(ByteReader in) {
    return new Content(readTenant(in), ExemplarDecoder.decode(in, ExemplarDecoder.Filter.ALL));
  }

  private static TenantId readTenant(ByteReader in) {
    try {
      return new TenantId(in.readString());
    } catch (CarillonException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "exemplars: " + e.getMessage(), e);
    }
  }
}
