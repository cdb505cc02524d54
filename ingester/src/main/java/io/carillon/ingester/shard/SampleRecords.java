package io.carillon.ingester.shard;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;

/**
 * Bodies of LAYOUT and SAMPLES records.
 *
 * <pre>
 * LAYOUT   uvarint id, uvarint count, count x uvarint {sequence number minus the one before}
 * SAMPLES  uvarint layout id, uvarint LSN of the shard's SAMPLES record before in this segment,
 *          varint time of the first sample, 1 byte {0 all have it, 1 times follow},
 *          [count x varint {time minus the one before}], bitmap of (count + 7) / 8 bytes,
 *          for each set bit: 1 byte {zero bytes in front << 4 | zero bytes behind}, the other bytes
 * </pre>
 *
 * A value is exclusive-or'ed with the one that the series had before in SAMPLES records of the same
 * segment, or with 0; a bit of the bitmap is set where the result is not 0.
 */
final class SampleRecords {
  private SampleRecords() {}

  static void encodeLayout(Layout layout, ByteWriter out) {
    int[] sequences = layout.sequences();
    out.putUvarint(layout.id()).putUvarint(sequences.length);
    int before = 0;
    for (int sequence : sequences) {
      out.putUvarint(sequence - before);
      before = sequence;
    }
  }

  static Layout decodeLayout(ByteReader in) {
    int id = (int) in.readUvarint();
    int[] sequences = new int[in.readCount(1)];
    int before = 0;
    for (int i = 0; i < sequences.length; i++) {
      before = Math.addExact(before, Math.toIntExact(in.readUvarint()));
      sequences[i] = before;
    }
    return new Layout(id, sequences);
  }

  static void encodeTimes(long[] timestampsMs, int count, ByteWriter out) {
    boolean same = true;
    for (int i = 1; i < count; i++) {
      same &= timestampsMs[i] == timestampsMs[0];
    }
    out.putVarint(timestampsMs[0]).putByte(same ? 0 : 1);
    for (int i = 1; i < count && !same; i++) {
      out.putVarint(timestampsMs[i] - timestampsMs[i - 1]);
    }
  }

  static void decodeTimes(ByteReader in, long[] timestampsMs) {
    timestampsMs[0] = in.readVarint();
    boolean same = in.readByte() == 0;
    for (int i = 1; i < timestampsMs.length; i++) {
      timestampsMs[i] = timestampsMs[i - 1] + (same ? 0 : in.readVarint());
    }
  }

  /**
   * @param differences exclusive-or'ed values
   */
  static void encodeValues(long[] differences, int count, ByteWriter out) {
    int bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= differences[i] == 0 ? 0 : 1 << (i & 7);
      if ((i & 7) == 7 || i == count - 1) {
        out.putByte(bits);
        bits = 0;
      }
    }
    for (int i = 0; i < count; i++) {
      if (differences[i] != 0) {
        encodeValue(differences[i], out);
      }
    }
  }

  private static void encodeValue(long difference, ByteWriter out) {
    int front = Long.numberOfLeadingZeros(difference) >>> 3;
    int behind = Long.numberOfTrailingZeros(difference) >>> 3;
    out.putByte(front << 4 | behind);
    out.putLittleEndian(difference >>> (behind << 3), Long.BYTES - front - behind);
  }

  static void decodeValues(ByteReader in, long[] differences) {
    byte[] bitmap = in.readBytes((differences.length + 7) / 8);
    for (int i = 0; i < differences.length; i++) {
      if ((bitmap[i >>> 3] >>> (i & 7) & 1) != 0) {
        int control = in.readByte() & 0xff;
        int behind = control & 15;
        int length = Long.BYTES - (control >>> 4) - behind;
        if (length < 1 || behind >= Long.BYTES) {
          throw new IllegalArgumentException("expected 1 to 8 bytes of a value, got " + length);
        }
        differences[i] = in.readLittleEndian(length) << (behind << 3);
      } else {
        differences[i] = 0;
      }
    }
  }
}
