package io.carillon.ingester.exemplar;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.ArrayList;
import java.util.List;

/** Unpacks the content of records and sections. One instance unpacks one content. */
final class ExemplarDecoder {
  /** Decides what is unpacked. */
  interface Filter {
    /** Everything. */
    Filter ALL =
        new Filter() {
          @Override
          public boolean wants(Labels series) {
            return true;
          }

          @Override
          public boolean wants(Labels series, Exemplar exemplar) {
            return true;
          }
        };

    /** Whether any exemplar of a series may be wanted. */
    boolean wants(Labels series);

    /** Whether an exemplar of a wanted series is wanted. */
    boolean wants(Labels series, Exemplar exemplar);
  }

  private static final int MIN_SERIES_BYTES = 2;

  /** Time, value and number of labels. */
  private static final int MIN_EXEMPLAR_BYTES = 10;

  private final ByteReader in;
  private final List<String> strings = new ArrayList<>();

  private ExemplarDecoder(ByteReader in) {
    this.in = in;
  }

  /**
   * Unpacks to the end of the input. Series of which nothing is wanted are left out.
   *
   * @throws CarillonException with CORRUPTION when the bytes are no such content
   */
  static List<SeriesExemplars> decode(ByteReader in, Filter filter) {
    try {
      return new ExemplarDecoder(in).readContent(filter);
    } catch (IllegalArgumentException e) {
      throw new CarillonException(ErrorCode.CORRUPTION, "exemplars: " + e.getMessage(), e);
    }
  }

  private List<SeriesExemplars> readContent(Filter filter) {
    for (int left = in.readCount(1); left > 0; left--) {
      strings.add(in.readString());
    }
    List<SeriesExemplars> found = new ArrayList<>();
    for (int left = in.readCount(MIN_SERIES_BYTES); left > 0; left--) {
      Labels series = readLabels();
      if (filter.wants(series)) {
        List<Exemplar> wanted = readExemplars(series, filter);
        if (!wanted.isEmpty()) {
          found.add(new SeriesExemplars(series, wanted));
        }
      } else {
        skipExemplars();
      }
    }
    if (in.remaining() > 0) {
      throw new IllegalArgumentException("expected the end, found more bytes: " + in.remaining());
    }
    return found;
  }

  private List<Exemplar> readExemplars(Labels series, Filter filter) {
    List<Exemplar> wanted = new ArrayList<>();
    long timestampMs = 0;
    for (int left = in.readCount(MIN_EXEMPLAR_BYTES); left > 0; left--) {
      timestampMs += in.readVarint();
      double value = in.readDouble();
      Exemplar exemplar = new Exemplar(readLabels(), value, timestampMs);
      if (filter.wants(series, exemplar)) {
        wanted.add(exemplar);
      }
    }
    return wanted;
  }

  private void skipExemplars() {
    for (int left = in.readCount(MIN_EXEMPLAR_BYTES); left > 0; left--) {
      in.readVarint();
      in.skipDoubles(1);
      for (int numbers = 2 * in.readCount(2); numbers > 0; numbers--) {
        in.readUvarint();
      }
    }
  }

  private Labels readLabels() {
    int count = in.readCount(2);
    List<String> pairs = new ArrayList<>(2 * count);
    for (int i = 0; i < 2 * count; i++) {
      pairs.add(string(in.readUvarint()));
    }
    return Labels.ofSorted(pairs);
  }

  private String string(long position) {
    if (position < 0 || position >= strings.size()) {
      throw new IllegalArgumentException(
          "expected one of " + strings.size() + " strings, got number " + position);
    }
    return strings.get((int) position);
  }
}
