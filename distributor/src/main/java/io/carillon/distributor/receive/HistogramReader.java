package io.carillon.distributor.receive;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one {@code prometheus.Histogram}, up to the limit that the caller set. Lists of numbers may
 * come packed or one by one. Whether the histogram makes sense is for others to say.
 */
final class HistogramReader {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
  private static final int DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final CodedInputStream in;
  private final List<BucketSpan> positiveSpans = new ArrayList<>();
  private final List<BucketSpan> negativeSpans = new ArrayList<>();
  private final NumberList positiveDeltas = new NumberList();
  private final NumberList negativeDeltas = new NumberList();
  private final NumberList positiveCounts = new NumberList();
  private final NumberList negativeCounts = new NumberList();
  private final NumberList customValues = new NumberList();

  /** Which of the two counts came last decides, as for any oneof. */
  private boolean isFloat;

  private long count;
  private double floatCount;
  private long zeroCount;
  private double floatZeroCount;
  private double sum;
  private int schema;
  private double zeroThreshold;
  private int resetHint;
  private long timestampMs;

  HistogramReader(CodedInputStream in) {
    this.in = in;
  }

  void read() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 8 << 3 | DELIMITED -> negativeSpans.add(readSpan());
        case 9 << 3 | DELIMITED -> readPackedDeltas(negativeDeltas);
        case 9 << 3 | VARINT -> negativeDeltas.add(in.readSInt64());
        case 10 << 3 | DELIMITED -> readPackedDoubles(negativeCounts);
        case 10 << 3 | FIXED64 -> negativeCounts.add(in.readRawLittleEndian64());
        case 11 << 3 | DELIMITED -> positiveSpans.add(readSpan());
        case 12 << 3 | DELIMITED -> readPackedDeltas(positiveDeltas);
        case 12 << 3 | VARINT -> positiveDeltas.add(in.readSInt64());
        case 13 << 3 | DELIMITED -> readPackedDoubles(positiveCounts);
        case 13 << 3 | FIXED64 -> positiveCounts.add(in.readRawLittleEndian64());
        case 16 << 3 | DELIMITED -> readPackedDoubles(customValues);
        case 16 << 3 | FIXED64 -> customValues.add(in.readRawLittleEndian64());
        default -> readScalar(tag);
      }
    }
  }

  private void readScalar(int tag) throws IOException {
    switch (tag) {
      case 1 << 3 | VARINT -> {
        count = in.readUInt64();
        isFloat = false;
      }
      case 2 << 3 | FIXED64 -> {
        floatCount = in.readDouble();
        isFloat = true;
      }
      case 3 << 3 | FIXED64 -> sum = in.readDouble();
      case 4 << 3 | VARINT -> schema = in.readSInt32();
      case 5 << 3 | FIXED64 -> zeroThreshold = in.readDouble();
      case 6 << 3 | VARINT -> zeroCount = in.readUInt64();
      case 7 << 3 | FIXED64 -> floatZeroCount = in.readDouble();
      case 14 << 3 | VARINT -> resetHint = in.readEnum();
      case 15 << 3 | VARINT -> timestampMs = in.readInt64();
      default -> UnknownField.skip(in, tag);
    }
  }

  long timestampMs() {
    return timestampMs;
  }

  /** What was read; numbers of the other kind of count are left out. */
  NativeHistogram histogram() {
    CounterResetHint hint =
        resetHint >= 0 && resetHint < CounterResetHint.values().length
            ? CounterResetHint.of(resetHint)
            : CounterResetHint.UNKNOWN;
    return isFloat ? floatHistogram(hint) : integerHistogram(hint);
  }

  private FloatHistogram floatHistogram(CounterResetHint hint) {
    return new FloatHistogram(
        hint,
        schema,
        zeroThreshold,
        floatZeroCount,
        floatCount,
        sum,
        positiveSpans,
        positiveCounts.toDoubles(),
        negativeSpans,
        negativeCounts.toDoubles(),
        customValues.toDoubles());
  }

  private IntegerHistogram integerHistogram(CounterResetHint hint) {
    return new IntegerHistogram(
        hint,
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positiveSpans,
        positiveDeltas.toLongs(),
        negativeSpans,
        negativeDeltas.toLongs(),
        customValues.toDoubles());
  }

  private BucketSpan readSpan() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    int offset = 0;
    int length = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | VARINT -> offset = in.readSInt32();
        case 2 << 3 | VARINT -> length = in.readUInt32();
        default -> UnknownField.skip(in, tag);
      }
    }
    in.checkLastTagWas(0);
    in.popLimit(outer);
    // A length beyond an int fits no list of buckets, whatever it is.
    return new BucketSpan(offset, length < 0 ? Integer.MAX_VALUE : length);
  }

  private void readPackedDeltas(NumberList deltas) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      deltas.add(in.readSInt64());
    }
    in.popLimit(outer);
  }

  private void readPackedDoubles(NumberList doubles) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      doubles.add(in.readRawLittleEndian64());
    }
    in.popLimit(outer);
  }
}
