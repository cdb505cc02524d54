package io.carillon.distributor.receive;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.MetricMetadata;
import io.carillon.distributor.validate.ExemplarRejection;
import io.carillon.distributor.validate.UncheckedExemplar;
import io.carillon.distributor.validate.UncheckedSeries;
import io.carillon.distributor.validate.WriteValidator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a {@code prometheus.WriteRequest} and hands over each series as it comes, so that a request
 * of millions of empty ones holds no memory. Text is read here and not by generated code, which
 * would refuse the whole request for one label that is no UTF-8. Not thread-safe; one per request.
 */
public final class RemoteWriteDecoder {
  private static final String[] METRIC_TYPES = {
    "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"
  };

  /**
   * Time, count and sum take more than this; a request of shorter histograms alone would take fifty
   * times its size in memory.
   */
  private static final int MIN_HISTOGRAM_BYTES = 16;

  /** Value and time take about this; of shorter exemplars no more are kept. */
  private static final int MIN_EXEMPLAR_BYTES = 16;

  private final CodedInputStream in;
  private final Utf8Reader text;
  private final WriteValidator out;
  private final long maxHistograms;
  private final long maxExemplars;
  private long histograms;
  private long exemplars;

  private RemoteWriteDecoder(byte[] message, WriteValidator out) {
    this.in = CodedInputStream.newInstance(message);
    this.text = new Utf8Reader(message, in);
    this.out = out;
    this.maxHistograms = 1L + message.length / MIN_HISTOGRAM_BYTES;
    this.maxExemplars = 1L + message.length / MIN_EXEMPLAR_BYTES;
  }

  /**
   * Hands all series and metadata of a request over.
   *
   * @throws CarillonException with BAD_DATA when the bytes are no such message; then nothing of it
   *     is to be kept
   */
  public static void decode(byte[] message, WriteValidator out) {
    RemoteWriteDecoder decoder = new RemoteWriteDecoder(message, out);
    try {
      decoder.readRequest();
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "the body is no prometheus.WriteRequest: at byte "
              + decoder.in.getTotalBytesRead()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void readRequest() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readSeries();
        case 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readMetadata();
        default -> UnknownField.skip(in, tag);
      }
    }
  }

  private void readSeries() throws IOException {
    int outer = enter();
    List<String> labels = new ArrayList<>();
    SampleColumnBuilder samples = new SampleColumnBuilder(1);
    List<UncheckedExemplar> seriesExemplars = new ArrayList<>(0);
    boolean isUtf8 = true;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          text.startText();
          readLabel(labels);
          isUtf8 &= text.isUtf8();
        }
        case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readSample(samples);
        case 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readExemplar(seriesExemplars);
        case 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readHistogram(samples);
        default -> UnknownField.skip(in, tag);
      }
    }
    leave(outer);
    out.add(new UncheckedSeries(labels, isUtf8, samples.build(), seriesExemplars));
  }

  private void readExemplar(List<UncheckedExemplar> into) throws IOException {
    if (++exemplars > maxExemplars) {
      out.exemplars().refuse(ExemplarRejection.TOO_MANY, 1);
      in.skipRawBytes(in.readRawVarint32());
      return;
    }
    int outer = enter();
    List<String> labels = new ArrayList<>(4);
    double value = 0;
    long timestampMs = 0;
    text.startText();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> readLabel(labels);
        case 2 << 3 | WireFormat.WIRETYPE_FIXED64 -> value = in.readDouble();
        case 3 << 3 | WireFormat.WIRETYPE_VARINT -> timestampMs = in.readInt64();
        default -> UnknownField.skip(in, tag);
      }
    }
    leave(outer);
    into.add(new UncheckedExemplar(labels, text.isUtf8(), value, timestampMs));
  }

  private void readLabel(List<String> labels) throws IOException {
    int outer = enter();
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = text.read();
        case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = text.read();
        default -> UnknownField.skip(in, tag);
      }
    }
    leave(outer);
    labels.add(name);
    labels.add(value);
  }

  private void readSample(SampleColumnBuilder samples) throws IOException {
    int outer = enter();
    double value = 0;
    long timestampMs = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_FIXED64 -> value = in.readDouble();
        case 2 << 3 | WireFormat.WIRETYPE_VARINT -> timestampMs = in.readInt64();
        default -> UnknownField.skip(in, tag);
      }
    }
    leave(outer);
    samples.addFloat(timestampMs, value);
  }

  private void readHistogram(SampleColumnBuilder samples) throws IOException {
    if (++histograms > maxHistograms) {
      throw new IOException("too many histograms without content");
    }
    int outer = enter();
    HistogramReader reader = new HistogramReader(in);
    reader.read();
    leave(outer);
    samples.add(reader.timestampMs(), 0, reader.histogram(), 0);
  }

  private void readMetadata() throws IOException {
    int outer = enter();
    int type = 0;
    String name = "";
    String help = "";
    String unit = "";
    text.startText();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_VARINT -> type = in.readEnum();
        case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = text.read();
        case 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> help = text.read();
        case 5 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> unit = text.read();
        default -> UnknownField.skip(in, tag);
      }
    }
    leave(outer);
    if (text.isUtf8()) {
      boolean isKnown = type >= 0 && type < METRIC_TYPES.length;
      out.add(new MetricMetadata(name, METRIC_TYPES[isKnown ? type : 0], help, unit));
    } else {
      out.dropMetadata();
    }
  }

  /** Enters a message within the message; reading a tag at its end gives 0. */
  private int enter() throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  private void leave(int outer) throws IOException {
    in.checkLastTagWas(0);
    in.popLimit(outer);
  }
}
